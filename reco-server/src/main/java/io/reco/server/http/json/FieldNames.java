package io.reco.server.http.json;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Status;

import io.reco.api.Reco;
import io.reco.api.v1.AdminProto;
import io.reco.api.v1.CatalogProto;
import io.reco.api.v1.ExposureProto;
import io.reco.api.v1.FeedbackProto;
import io.reco.api.v1.FieldViolation;
import io.reco.api.v1.ReaderProto;
import io.reco.api.v1.RecommendProto;
import io.reco.api.v1.Refusal;

/**
 * Says of refusals what JSON calls a field: {@code events[0].readerId} for {@code events[0].reader_id}. Behind both transports is
 * one code path, which has the names of the {@code .proto} files. What a caller sent stays as it was sent.
 */
public final class FieldNames {

    private static final Map<String, String> NAMES = names();
    private static final String AND = "; ";
    private static final String EXPECTED = " (expected: ";
    /** Whoever cuts a text ends it so. */
    private static final String CUT = "…";

    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|[A-Za-z0-9_]+" + CUT + "?");
    private static final Pattern NEXT = Pattern.compile("_([a-z])");
    /** One field or several, before what is said of them. */
    private static final Pattern PATHS;

    static {
        String path = "[a-z][a-z0-9_]*(?:[\\[.][^ :]*)?(?: key)?";
        PATHS = Pattern.compile(path + "(?:, " + path + ")*(?=: )");
    }

    private FieldNames() {}

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        for (FileDescriptor file : List.of(
                Reco.getDescriptor(),
                RecommendProto.getDescriptor(),
                CatalogProto.getDescriptor(),
                FeedbackProto.getDescriptor(),
                ReaderProto.getDescriptor(),
                AdminProto.getDescriptor(),
                ExposureProto.getDescriptor())) {
            Deque<Descriptor> types = new ArrayDeque<>(file.getMessageTypes());
            while (!types.isEmpty()) {
                Descriptor type = types.pop();
                type.getFields().forEach(field -> names.put(field.getName(), field.getJsonName()));
                types.addAll(type.getNestedTypes());
            }
        }
        return names;
    }

    /** A text of ours; what is in quotes in it is the caller's. */
    private static String renamed(String text) {
        return WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement(renamedWord(word.group())));
    }

    private static String renamedWord(String word) {
        if (!word.endsWith(CUT)) {
            return NAMES.getOrDefault(word, word);
        }
        String begin = word.substring(0, word.length() - CUT.length());
        boolean known = NAMES.keySet().stream().anyMatch(name -> name.startsWith(begin));
        return known ? NEXT.matcher(word).replaceAll(next -> next.group(1).toUpperCase(Locale.ROOT)) : word;
    }

    /** {@code field: value (expected: …)}: the field and what is expected, but not the value. */
    private static String described(String field, String text) {
        if (!text.startsWith(field)) {
            return text;
        }
        int expected = text.lastIndexOf(EXPECTED);
        int end = expected < field.length() ? text.length() : expected;
        return renamed(field) + text.substring(field.length(), end) + renamed(text.substring(end));
    }

    /** One field, and what is said of it. */
    private record Told(String field, String text) {}

    /** Texts one after the other, as many as fit; the last may have been cut. */
    private static String message(String text, List<Told> all) {
        StringBuilder said = new StringBuilder();
        int at = 0;
        for (Told told : all) {
            if (text.startsWith(told.text, at)) {
                said.append(described(told.field, told.text));
                at += told.text.length();
            }
            if (text.startsWith(AND, at)) {
                said.append(AND);
                at += AND.length();
            }
        }
        return said + unlisted(text.substring(at));
    }

    private static String unlisted(String text) {
        Matcher path = PATHS.matcher(text);
        return path.lookingAt() ? described(path.group(), text) : text;
    }

    /** How a call failed. */
    public static Status of(Status status) {
        Status.Builder said = status.toBuilder();
        List<Told> all = new ArrayList<>();
        for (int i = 0; i < status.getDetailsCount(); i++) {
            if (status.getDetails(i).is(BadRequest.class)) {
                BadRequest.Builder bad = unpacked(status.getDetails(i)).toBuilder();
                for (BadRequest.FieldViolation.Builder one : bad.getFieldViolationsBuilderList()) {
                    all.add(new Told(one.getField(), one.getDescription()));
                    one.setDescription(described(one.getField(), one.getDescription()))
                            .setField(renamed(one.getField()));
                }
                said.setDetails(i, Any.pack(bad.build()));
            }
        }
        return said.setMessage(message(status.getMessage(), all)).build();
    }

    private static BadRequest unpacked(Any detail) {
        try {
            return detail.unpack(BadRequest.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a detail of ours cannot be read", e);
        }
    }

    /** An answer, in which some items of the request may be refused. */
    public static Message of(Message answer) {
        for (FieldDescriptor field : answer.getAllFields().keySet()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && field.isRepeated()
                    && field.getMessageType() == Refusal.getDescriptor()) {
                Message.Builder said = answer.toBuilder();
                for (int i = 0; i < answer.getRepeatedFieldCount(field); i++) {
                    said.setRepeatedField(field, i, of((Refusal) answer.getRepeatedField(field, i)));
                }
                return said.build();
            }
        }
        return answer;
    }

    private static Refusal of(Refusal refusal) {
        Refusal.Builder said = refusal.toBuilder();
        List<Told> all = new ArrayList<>();
        for (FieldViolation.Builder one : said.getViolationsBuilderList()) {
            all.add(new Told(one.getField(), one.getDescription()));
            one.setDescription(described(one.getField(), one.getDescription())).setField(renamed(one.getField()));
        }
        return said.setMessage(message(refusal.getMessage(), all)).build();
    }
}
