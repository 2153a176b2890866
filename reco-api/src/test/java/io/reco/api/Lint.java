package io.reco.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;

/**
 * The rules of {@code buf lint}, STANDARD and COMMENTS, that a contract such as ours can break. The original contract keeps to
 * those about comments alone: its names are fixed. Two rules are our own: an enum says that values may be added, and a call that
 * changes something can be tried.
 */
final class Lint {

    private static final String PASCAL_CASE = "([A-Z][a-z0-9]*)+";
    private static final String SNAKE_CASE = "[a-z][a-z0-9]*(_[a-z0-9]+)*";
    private static final String UPPER_SNAKE_CASE = "[A-Z][A-Z0-9]*(_[A-Z0-9]+)*";
    private static final String MUTATION = "(Upsert|Delete|Report|Update|Merge|Erase)[A-Z].*";

    private final List<String> violations = new ArrayList<>();
    private final Map<List<Integer>, String> comments = new HashMap<>();
    private final FileDescriptorProto file;
    private final boolean named;

    private Lint(FileDescriptorProto file) {
        this.file = file;
        this.named = !file.getPackage().isEmpty();
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            comments.put(location.getPathList(), location.getLeadingComments());
        }
    }

    /** Everything wrong with our files; needs descriptors with source info. */
    static List<String> violations(FileDescriptorSet set) {
        List<String> violations = new ArrayList<>();
        Set<String> messages = new HashSet<>();
        for (FileDescriptorProto file : set.getFileList()) {
            if (!file.getName().startsWith("google/protobuf/")) {
                violations.addAll(new Lint(file).violations(messages));
            }
        }
        return violations;
    }

    /** {@code requests} holds the requests and answers of methods that were seen already. */
    private List<String> violations(Set<String> requests) {
        file();
        String scope = named ? file.getPackage() + "." : "";
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            message(scope, file.getMessageType(i), List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i));
        }
        for (int i = 0; i < file.getEnumTypeCount(); i++) {
            enumeration(scope, file.getEnumType(i), List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
        }
        for (int i = 0; i < file.getServiceCount(); i++) {
            service(scope, file.getService(i), List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, i), requests);
        }
        return violations;
    }

    private void file() {
        String folder = file.getPackage().replace('.', '/') + "/";
        rule(!named || file.getPackage().matches("[a-z]+\\.v[0-9]+"), file.getName(), "a package with a version");
        rule(!named || file.getName().matches(folder + SNAKE_CASE + "\\.proto"), file.getName(), "in " + folder);
        rule(file.getSyntax().equals("proto3"), file.getName(), "proto3");
        rule(
                file.getPublicDependencyCount() + file.getWeakDependencyCount() == 0,
                file.getName(),
                "no public or weak imports");
    }

    private void message(String scope, DescriptorProto message, List<Integer> path) {
        String name = scope + message.getName();
        if (message.getOptions().getMapEntry()) {
            return;
        }
        rule(!named || message.getName().matches(PASCAL_CASE), name, "PascalCase");
        commented(name, path);
        for (int i = 0; i < message.getFieldCount(); i++) {
            FieldDescriptorProto field = message.getField(i);
            String fieldName = name + "." + field.getName();
            rule(field.getName().matches(SNAKE_CASE), fieldName, "lower_snake_case");
            rule(!field.getProto3Optional(), fieldName, "no optional, which protoc 3.5 does not know");
            commented(fieldName, under(path, DescriptorProto.FIELD_FIELD_NUMBER, i));
        }
        for (int i = 0; i < message.getOneofDeclCount(); i++) {
            OneofDescriptorProto oneof = message.getOneofDecl(i);
            rule(oneof.getName().matches(SNAKE_CASE), name + "." + oneof.getName(), "lower_snake_case");
            commented(name + "." + oneof.getName(), under(path, DescriptorProto.ONEOF_DECL_FIELD_NUMBER, i));
        }
        for (int i = 0; i < message.getNestedTypeCount(); i++) {
            List<Integer> nested = under(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i);
            message(name + ".", message.getNestedType(i), nested);
        }
        for (int i = 0; i < message.getEnumTypeCount(); i++) {
            List<Integer> nested = under(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i);
            enumeration(name + ".", message.getEnumType(i), nested);
        }
    }

    private void enumeration(String scope, EnumDescriptorProto type, List<Integer> path) {
        String name = scope + type.getName();
        String prefix =
                type.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT) + "_";
        rule(type.getName().matches(PASCAL_CASE), name, "PascalCase");
        rule(!type.getOptions().getAllowAlias(), name, "no aliases");
        commented(name, path);
        rule(comment(path).contains("Values may be added"), name, "a comment with: Values may be added");
        for (int i = 0; i < type.getValueCount(); i++) {
            EnumValueDescriptorProto value = type.getValue(i);
            String valueName = name + "." + value.getName();
            rule(value.getName().matches(UPPER_SNAKE_CASE), valueName, "UPPER_SNAKE_CASE");
            rule(value.getName().startsWith(prefix), valueName, "prefix " + prefix);
            rule((i == 0) == (value.getNumber() == 0), valueName, "0 first");
            rule(
                    value.getNumber() != 0 || value.getName().equals(prefix + "UNSPECIFIED"),
                    valueName,
                    prefix + "UNSPECIFIED");
            commented(valueName, under(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, i));
        }
    }

    private void service(String scope, ServiceDescriptorProto service, List<Integer> path, Set<String> requests) {
        String name = scope + service.getName();
        rule(!named || service.getName().matches(PASCAL_CASE), name, "PascalCase");
        rule(!named || service.getName().endsWith("Service"), name, "suffix Service");
        commented(name, path);
        for (int i = 0; i < service.getMethodCount(); i++) {
            MethodDescriptorProto method = service.getMethod(i);
            String methodName = name + "." + method.getName();
            commented(methodName, under(path, ServiceDescriptorProto.METHOD_FIELD_NUMBER, i));
            if (named) {
                method("." + scope, method, methodName, requests);
            }
        }
    }

    private void method(String scope, MethodDescriptorProto method, String name, Set<String> requests) {
        String request = scope + method.getName() + "Request";
        String response = scope + method.getName() + "Response";
        rule(method.getName().matches(PASCAL_CASE), name, "PascalCase");
        rule(method.getInputType().equals(request), name, "request " + request);
        rule(method.getOutputType().equals(response), name, "answer " + response);
        rule(requests.add(method.getInputType()), name, "a request of its own");
        rule(requests.add(method.getOutputType()), name, "an answer of its own");
        rule(!method.getName().matches(MUTATION) || canBeTried(request), name, "bool validate_only in its request");
    }

    private boolean canBeTried(String request) {
        String scope = "." + file.getPackage() + ".";
        return file.getMessageTypeList().stream()
                .filter(message -> request.equals(scope + message.getName()))
                .flatMap(message -> message.getFieldList().stream())
                .anyMatch(field -> field.getName().equals("validate_only")
                        && field.getType() == FieldDescriptorProto.Type.TYPE_BOOL
                        && field.getLabel() != FieldDescriptorProto.Label.LABEL_REPEATED);
    }

    private static List<Integer> under(List<Integer> path, int field, int index) {
        List<Integer> longer = new ArrayList<>(path);
        longer.add(field);
        longer.add(index);
        return longer;
    }

    private void commented(String name, List<Integer> path) {
        rule(!comment(path).isBlank(), name, "a comment");
    }

    /** Its lines as one. */
    private String comment(List<Integer> path) {
        return comments.getOrDefault(path, "").replaceAll("\\s+", " ");
    }

    private void rule(boolean kept, String name, String expected) {
        if (!kept) {
            violations.add(name + " (expected: " + expected + ")");
        }
    }
}
