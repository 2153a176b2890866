package io.reco.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;

/** Compares two states of a contract: what a caller compiled against the older one would miss in the newer one. */
final class Compatibility {

    private final List<String> breaks = new ArrayList<>();

    private Compatibility() {}

    /** Every incompatible change; empty when callers of {@code before} keep working, on the wire and in JSON. */
    static List<String> breaks(FileDescriptorSet before, FileDescriptorSet after) {
        Compatibility compatibility = new Compatibility();
        Elements was = new Elements(before);
        Elements is = new Elements(after);
        was.messages.forEach((name, message) -> compatibility.message(name, message, is.messages.get(name)));
        was.enums.forEach((name, type) -> compatibility.enumeration(name, type, is.enums.get(name)));
        was.services.forEach((name, service) -> compatibility.service(name, service, is.services.get(name)));
        return compatibility.breaks;
    }

    private void message(String name, DescriptorProto was, DescriptorProto is) {
        if (is == null) {
            breaks.add(name + ": gone (expected: kept)");
            return;
        }
        for (FieldDescriptorProto field : was.getFieldList()) {
            is.getFieldList().stream()
                    .filter(other -> other.getNumber() == field.getNumber())
                    .findFirst()
                    .ifPresentOrElse(
                            other -> field(name + "." + field.getName(), field, other), () -> removed(name, field, is));
        }
    }

    private void removed(String message, FieldDescriptorProto field, DescriptorProto is) {
        boolean numberReserved = is.getReservedRangeList().stream()
                .anyMatch(range -> range.getStart() <= field.getNumber() && field.getNumber() < range.getEnd());
        if (!numberReserved || !is.getReservedNameList().contains(field.getName())) {
            breaks.add(message + "." + field.getName() + ": gone (expected: its number and name reserved)");
        }
    }

    private void field(String path, FieldDescriptorProto was, FieldDescriptorProto is) {
        same(path, "name", was.getName(), is.getName());
        same(path, "type", was.getType(), is.getType());
        same(path, "type", was.getTypeName(), is.getTypeName());
        same(path, "label", was.getLabel(), is.getLabel());
        same(path, "oneof", was.hasOneofIndex(), is.hasOneofIndex());
        same(path, "JSON name", was.getJsonName(), is.getJsonName());
    }

    private void enumeration(String name, EnumDescriptorProto was, EnumDescriptorProto is) {
        if (is == null) {
            breaks.add(name + ": gone (expected: kept)");
            return;
        }
        for (EnumValueDescriptorProto value : was.getValueList()) {
            String path = name + "." + value.getName();
            is.getValueList().stream()
                    .filter(other -> other.getNumber() == value.getNumber())
                    .findFirst()
                    .ifPresentOrElse(
                            other -> same(path, "name", value.getName(), other.getName()),
                            () -> breaks.add(path + ": gone (expected: kept)"));
        }
    }

    private void service(String name, ServiceDescriptorProto was, ServiceDescriptorProto is) {
        if (is == null) {
            breaks.add(name + ": gone (expected: kept)");
            return;
        }
        for (MethodDescriptorProto method : was.getMethodList()) {
            String path = name + "." + method.getName();
            is.getMethodList().stream()
                    .filter(other -> other.getName().equals(method.getName()))
                    .findFirst()
                    .ifPresentOrElse(
                            other -> {
                                same(path, "request", method.getInputType(), other.getInputType());
                                same(path, "answer", method.getOutputType(), other.getOutputType());
                                same(path, "client streaming", method.getClientStreaming(), other.getClientStreaming());
                                same(path, "server streaming", method.getServerStreaming(), other.getServerStreaming());
                            },
                            () -> breaks.add(path + ": gone (expected: kept)"));
        }
    }

    private void same(String path, String what, Object was, Object is) {
        if (!was.equals(is)) {
            breaks.add(path + ": " + what + " " + is + " (expected: " + was + ")");
        }
    }

    /** Everything a descriptor set declares, by full name. */
    private static final class Elements {
        private final Map<String, DescriptorProto> messages = new TreeMap<>();
        private final Map<String, EnumDescriptorProto> enums = new TreeMap<>();
        private final Map<String, ServiceDescriptorProto> services = new TreeMap<>();

        Elements(FileDescriptorSet set) {
            for (FileDescriptorProto file : set.getFileList()) {
                String scope = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
                file.getMessageTypeList().forEach(message -> add(scope, message));
                file.getEnumTypeList().forEach(type -> enums.put(scope + type.getName(), type));
                file.getServiceList().forEach(service -> services.put(scope + service.getName(), service));
            }
        }

        private void add(String scope, DescriptorProto message) {
            String name = scope + message.getName();
            messages.put(name, message);
            message.getNestedTypeList().forEach(nested -> add(name + ".", nested));
            message.getEnumTypeList().forEach(type -> enums.put(name + "." + type.getName(), type));
        }
    }
}
