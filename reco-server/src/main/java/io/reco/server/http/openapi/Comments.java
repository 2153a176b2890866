package io.reco.server.http.openapi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import org.jspecify.annotations.Nullable;

/** What stands above each thing in the {@code .proto} files, as one paragraph; empty where nothing does. */
final class Comments {

    /** By file, and by the path that descriptor.proto gives to a place in it. */
    private final Map<String, Map<List<Integer>, String>> texts = new HashMap<>();

    String of(ServiceDescriptor service) {
        return at(service.getFile(), path(service));
    }

    String of(MethodDescriptor method) {
        return at(method.getFile(), with(path(method.getService()), 2, method.getIndex()));
    }

    String of(Descriptor message) {
        return at(message.getFile(), path(message));
    }

    String of(FieldDescriptor field) {
        List<Integer> message = path(field.getContainingType());
        return at(field.getFile(), with(message, DescriptorProto.FIELD_FIELD_NUMBER, field.getIndex()));
    }

    String of(EnumDescriptor type) {
        return at(type.getFile(), path(type));
    }

    String of(EnumValueDescriptor value) {
        return at(value.getFile(), with(path(value.getType()), 2, value.getIndex()));
    }

    private static List<Integer> path(ServiceDescriptor service) {
        return List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex());
    }

    private static List<Integer> path(EnumDescriptor type) {
        @Nullable Descriptor parent = type.getContainingType();
        return parent == null
                ? List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex())
                : with(path(parent), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex());
    }

    private static List<Integer> path(Descriptor message) {
        Deque<Integer> indexes = new ArrayDeque<>();
        for (@Nullable Descriptor each = message; each != null; each = each.getContainingType()) {
            indexes.push(each.getIndex());
        }
        List<Integer> path = List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, indexes.pop());
        for (int index : indexes) {
            path = with(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, index);
        }
        return path;
    }

    private static List<Integer> with(List<Integer> path, int kind, int index) {
        List<Integer> longer = new ArrayList<>(path);
        longer.add(kind);
        longer.add(index);
        return longer;
    }

    private String at(FileDescriptor file, List<Integer> path) {
        return texts.computeIfAbsent(file.getName(), name -> read(file)).getOrDefault(path, "");
    }

    private static Map<List<Integer>, String> read(FileDescriptor file) {
        Map<List<Integer>, String> read = new HashMap<>();
        for (SourceCodeInfo.Location location :
                file.toProto().getSourceCodeInfo().getLocationList()) {
            String text = location.getLeadingComments().replaceAll("\\s+", " ").strip();
            if (!text.isEmpty()) {
                read.put(List.copyOf(location.getPathList()), text);
            }
        }
        return read;
    }
}
