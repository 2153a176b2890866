package io.reco.server.grpc.audit;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;

/**
 * What a request is about, as its line in the audit log says it: ids of articles as they are, of readers as their keys, and
 * switches that are on. A field's name says which it is, so a new method's fields are told by themselves.
 */
final class Targets {

    /** Of more ids the first are named, and how many there are. */
    private static final int NAMED_MAX = 10;

    private final Function<String, String> readerKey;

    Targets(Function<String, String> readerKey) {
        this.readerKey = readerKey;
    }

    /** Such as <code> article_ids=["a","b"] article_ids_count=12 validate_only=true</code>; empty for a request about nothing. */
    String text(Message request) {
        StringBuilder text = new StringBuilder();
        for (FieldDescriptor field : request.getDescriptorForType().getFields()) {
            String name = field.getName();
            if (isReader(name)) {
                append(text, name, field.isRepeated(), ids(request, field), readerKey);
            } else if (isArticle(name)) {
                append(text, name, field.isRepeated(), ids(request, field), Quoted::of);
            } else if (name.equals("articles")) {
                append(text, "article_ids", true, idsWithin(request, field), Quoted::of);
            } else if (field.getJavaType() == JavaType.BOOLEAN && Boolean.TRUE.equals(request.getField(field))) {
                text.append(' ').append(name).append("=true");
            }
        }
        return text.toString();
    }

    private static boolean isReader(String name) {
        return name.endsWith("reader_id") || name.endsWith("reader_ids");
    }

    private static boolean isArticle(String name) {
        return name.endsWith("article_id") || name.endsWith("article_ids");
    }

    /** A list is one however few are in it: what reads these lines need not look. */
    private static void append(
            StringBuilder text, String name, boolean list, List<String> ids, Function<String, String> shown) {
        if (ids.isEmpty()) {
            return;
        }
        text.append(' ').append(name).append('=');
        if (!list) {
            text.append(shown.apply(ids.get(0)));
            return;
        }
        text.append(ids.stream().limit(NAMED_MAX).map(shown).collect(Collectors.joining(",", "[", "]")));
        if (ids.size() > NAMED_MAX) {
            text.append(' ').append(name).append("_count=").append(ids.size());
        }
    }

    private static List<String> ids(Message message, FieldDescriptor field) {
        if (field.isRepeated()) {
            return ((List<?>) message.getField(field))
                    .stream().map(String::valueOf).toList();
        }
        String id = String.valueOf(message.getField(field));
        return id.isEmpty() ? List.of() : List.of(id);
    }

    /** Of messages that hold one {@code article_id} each. */
    private static List<String> idsWithin(Message message, FieldDescriptor field) {
        FieldDescriptor id = field.getMessageType().findFieldByName("article_id");
        return ((List<?>) message.getField(field))
                .stream()
                        .map(article -> String.valueOf(((Message) article).getField(id)))
                        .toList();
    }
}
