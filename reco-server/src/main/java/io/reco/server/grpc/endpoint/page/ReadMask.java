package io.reco.server.grpc.endpoint.page;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;

import io.reco.api.v1.Article;
import io.reco.server.domain.refusal.Refusal.Violation;

/** Which fields of {@code reco.v1.Article} an answer holds. */
final class ReadMask {

    private static final String EVERYTHING = "*";

    private final List<FieldDescriptor> fields;

    private ReadMask(List<FieldDescriptor> fields) {
        this.fields = fields;
    }

    /** The fields that are named, with a violation for each path that names none. */
    static ReadMask decode(FieldMask mask, List<Violation> violations) {
        List<FieldDescriptor> all = Article.getDescriptor().getFields();
        Set<FieldDescriptor> fields = new LinkedHashSet<>();
        for (int i = 0; i < mask.getPathsCount(); i++) {
            String path = mask.getPaths(i);
            FieldDescriptor field = Article.getDescriptor().findFieldByName(path);
            if (path.equals(EVERYTHING)) {
                fields.addAll(all);
            } else if (field != null) {
                fields.add(field);
            } else {
                List<String> known = all.stream().map(FieldDescriptor::getName).toList();
                violations.add(Violation.of(
                        "read_mask.paths[" + i + "]",
                        path.isEmpty() ? "empty" : path,
                        "*, " + String.join(", ", known)));
            }
        }
        return new ReadMask(new ArrayList<>(fields));
    }

    /** Whether nothing of articles is asked for. */
    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Whether it is asked for what readers did with articles. */
    boolean hasStats() {
        return fields.stream().anyMatch(field -> field.getNumber() == Article.STATS_FIELD_NUMBER);
    }

    /** What the mask leaves of an article. */
    Article of(Article article) {
        Article.Builder left = Article.newBuilder();
        for (FieldDescriptor field : fields) {
            if (field.isRepeated() || article.hasField(field) || !field.hasPresence()) {
                left.setField(field, article.getField(field));
            }
        }
        return left.build();
    }
}
