package io.reco.server.grpc.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.refusal.Refusal.Violation;

/**
 * Finds integers that their field of 32 bits cannot hold. Protobuf cuts them without a word (its encoding guide says so), and
 * 4294967303 would be another reader, number 7.
 */
final class CutIntegers {

    private static final String EXPECTED = "an integer of 32 bits";

    private CutIntegers() {}

    /** One violation for each of them, with its path. {@link IOException} when the bytes are no message. */
    static List<Violation> in(byte[] message, Descriptor type) throws IOException {
        return in(CodedInputStream.newInstance(message), type).stream()
                .map(cut -> Violation.of(cut.path(), cut.value(), EXPECTED))
                .toList();
    }

    /** A number and the path to its field from the message it was found in. */
    private record Cut(String path, Object value) {
        Cut within(String parent) {
            return new Cut(parent + "." + path, value);
        }
    }

    private static List<Cut> in(CodedInputStream bytes, Descriptor type) throws IOException {
        List<Cut> found = List.of();
        Places places = new Places();
        for (int tag = bytes.readTag(); tag != 0; tag = bytes.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            List<Cut> here = field == null ? skipped(bytes, tag) : inField(bytes, tag, field, places);
            if (!here.isEmpty()) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.addAll(here);
            }
        }
        return found;
    }

    private static List<Cut> inField(CodedInputStream bytes, int tag, FieldDescriptor field, Places places)
            throws IOException {
        int wireType = WireFormat.getTagWireType(tag);
        if (wireType == WireFormat.WIRETYPE_VARINT && isNarrow(field)) {
            return checked(bytes.readRawVarint64(), field, places);
        }
        if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            return skipped(bytes, tag);
        }
        if (isNarrow(field)) {
            return packed(bytes, field, places);
        }
        return field.getJavaType() == JavaType.MESSAGE ? nested(bytes, field, places) : skipped(bytes, tag);
    }

    private static boolean isNarrow(FieldDescriptor field) {
        return switch (field.getType()) {
            case INT32, UINT32, SINT32, ENUM -> true;
            default -> false;
        };
    }

    private static List<Cut> checked(long value, FieldDescriptor field, Places places) {
        int place = places.count(field);
        boolean fits = switch (field.getType()) {
            case INT32, ENUM -> value == (int) value;
            default -> value >>> Integer.SIZE == 0;
        };
        return fits ? List.of() : List.of(new Cut(Places.path(field, place), value));
    }

    private static List<Cut> packed(CodedInputStream bytes, FieldDescriptor field, Places places) throws IOException {
        int limit = bytes.pushLimit(bytes.readRawVarint32());
        List<Cut> found = List.of();
        while (bytes.getBytesUntilLimit() > 0) {
            List<Cut> here = checked(bytes.readRawVarint64(), field, places);
            if (!here.isEmpty()) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.addAll(here);
            }
        }
        bytes.popLimit(limit);
        return found;
    }

    private static List<Cut> nested(CodedInputStream bytes, FieldDescriptor field, Places places) throws IOException {
        int place = places.count(field);
        int limit = bytes.pushLimit(bytes.readRawVarint32());
        List<Cut> found = in(bytes, field.getMessageType());
        bytes.checkLastTagWas(0);
        bytes.popLimit(limit);
        return found.isEmpty()
                ? found
                : found.stream()
                        .map(cut -> cut.within(Places.path(field, place)))
                        .toList();
    }

    private static List<Cut> skipped(CodedInputStream bytes, int tag) throws IOException {
        bytes.skipField(tag);
        return List.of();
    }

    /** Where in its repeated field a value stands. */
    private static final class Places {
        private @Nullable Map<FieldDescriptor, Integer> counts;

        /** How many of the field came before. */
        int count(FieldDescriptor field) {
            if (!field.isRepeated()) {
                return 0;
            }
            if (counts == null) {
                counts = new HashMap<>(2);
            }
            return counts.merge(field, 1, Integer::sum) - 1;
        }

        static String path(FieldDescriptor field, int place) {
            return field.isRepeated() ? field.getName() + "[" + place + "]" : field.getName();
        }
    }
}
