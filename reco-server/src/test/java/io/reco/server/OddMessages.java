package io.reco.server;

import java.util.Random;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;

/** Messages of any type, filled at random with what callers should not send, and with what they may. */
final class OddMessages {

    private static final int DEPTH_MAX = 4;
    private static final int MANY = 60;
    private static final double[] DENSITIES = {0, 0.1, 0.4, 0.9};
    private static final double[] SENSES = {0, 0.8, 0.98};
    private static final String[] TEXTS = {
        "",
        "0",
        "1",
        "2",
        "7",
        "50",
        "-1",
        "2147483648",
        "title",
        "*",
        "stats.views",
        "articles.title.a.b.c",
        "a.".repeat(200),
        "x".repeat(64),
        "x".repeat(129),
        "x".repeat(3_000),
        "\u0000\n\r\t\u202e\ud83d\ude00",
        "' OR 1=1; -- ${jndi:x} ../../%00",
        "https://example.org/1",
        "en",
        "news"
    };
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        10,
        101,
        1_001,
        1_000_000_000,
        1_700_000_000,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final double[] FRACTIONS = {
        0, 0.5, 1, -1, 1e30, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    private final Random random;
    private double sense;

    OddMessages(Random random) {
        this.random = random;
    }

    /** From one with nothing in it to one with nearly all, and from one without sense to one with hardly anything wrong. */
    DynamicMessage message(Descriptor type) {
        sense = SENSES[random.nextInt(SENSES.length)];
        return message(type, DENSITIES[random.nextInt(DENSITIES.length)], 0);
    }

    /** A message in which a byte is another one, or whose end is missing. */
    byte[] damaged(Descriptor type) {
        byte[] bytes = message(type).toByteArray();
        if (bytes.length == 0) {
            return bytes();
        }
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        return random.nextBoolean() ? bytes : java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    /** Any bytes at all. */
    byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private DynamicMessage message(Descriptor type, double density, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean tooDeep = depth >= DEPTH_MAX && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (tooDeep || random.nextDouble() >= Math.max(density, depth * 0.2)) {
                continue;
            }
            if (field.isRepeated()) {
                int count = random.nextInt(20) == 0 ? MANY : random.nextInt(4);
                for (int i = 0; i < count; i++) {
                    message.addRepeatedField(field, value(field, density, depth));
                }
            } else {
                message.setField(field, value(field, density, depth));
            }
        }
        return message.build();
    }

    private Object value(FieldDescriptor field, double density, int depth) {
        boolean sensible = random.nextDouble() < sense;
        return switch (field.getJavaType()) {
            case INT -> (int) (sensible ? random.nextInt(100) : number());
            case LONG -> sensible ? 1_700_000_000L + random.nextInt(1_000_000) : number();
            case FLOAT -> (float) (sensible ? random.nextDouble() : fraction());
            case DOUBLE -> sensible ? random.nextDouble() : fraction();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> sensible ? sensibleText(field.getName()) : TEXTS[random.nextInt(TEXTS.length)];
            case BYTE_STRING -> ByteString.copyFrom(bytes());
            case ENUM -> enumValue(field.getEnumType(), sensible);
            case MESSAGE -> message(field.getMessageType(), density, depth + 1);
        };
    }

    /** Articles 1..50 are in the catalogue, so most of these name one. */
    private String sensibleText(String field) {
        return switch (field) {
            case "paths" -> random.nextBoolean() ? "title" : "*";
            case "exposure_token", "page_token", "position", "etag" -> "";
            case "language_codes", "language_code" -> "en";
            case "url", "image_url" -> "https://example.org/1";
            default -> Integer.toString(1 + random.nextInt(60));
        };
    }

    private Object enumValue(EnumDescriptor type, boolean sensible) {
        if (sensible) {
            return type.getValues().get(random.nextInt(type.getValues().size()));
        }
        return type.findValueByNumberCreatingIfUnknown(random.nextInt(4) == 0 ? (int) number() : random.nextInt(12));
    }

    private long number() {
        return random.nextInt(10) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private double fraction() {
        return FRACTIONS[random.nextInt(FRACTIONS.length)];
    }
}
