package io.reco.server.http.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.status.Statuses;

/** Reads messages from JSON as proto3 maps them, without its leniencies: unknown and repeated names are refused. */
public final class JsonMessages {

    private static final Pattern PLACE = Pattern.compile("^(.*) at line (\\d+) column (\\d+)\\b");
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();

    private JsonMessages() {}

    /** INVALID_ARGUMENT, naming every field that is wrong, for what is no such message. */
    public static Message read(byte[] json, Message prototype) {
        try {
            // Malformed UTF-8 is refused, not replaced.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            List<Violation> violations = JsonShape.check(text, prototype.getDescriptorForType());
            if (!violations.isEmpty()) {
                throw Statuses.invalid("INVALID_FIELDS", violations);
            }
            Message.Builder builder = prototype.newBuilderForType();
            PARSER.merge(text, builder);
            return builder.build();
        } catch (CharacterCodingException e) {
            throw unreadable("no UTF-8", prototype);
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(String.valueOf(e.getMessage()), prototype);
        } catch (IOException e) {
            throw unreadable("no JSON" + place(e), prototype);
        }
    }

    /** Where it stops being JSON, and why: what the library says of it, without its path, which has names that were sent. */
    private static String place(IOException e) {
        Matcher told = PLACE.matcher(String.valueOf(e.getMessage()));
        if (!told.find()) {
            return "";
        }
        String why = told.group(1).startsWith("Use JsonReader")
                ? "what may not stand there"
                : told.group(1).replaceFirst(" \\(.*", "").toLowerCase(Locale.ROOT);
        return " near line " + told.group(2) + ", column " + told.group(3) + ": " + why;
    }

    private static RuntimeException unreadable(String what, Message prototype) {
        String name = prototype.getDescriptorForType().getFullName();
        return Statuses.invalid("UNREADABLE_REQUEST", List.of(Violation.of("request", what, "a " + name + " in JSON")));
    }
}
