package io.reco.server.grpc.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/** Which calls leave a line in the audit log: every method has its answer here. */
public enum Audited {
    /** All of them. */
    ALWAYS,
    /** Those that ask for what needs the role {@code support} or {@code admin}. */
    PRIVILEGED,
    /** None. */
    NEVER;

    /** Fields that are for the role {@code support}, as {@code RequestRules} has it. */
    private static final List<String> PRIVILEGES = List.of("explain", "explain_article_ids", "validate_only");

    private static final Map<String, Audited> METHODS = Map.ofEntries(
            Map.entry("UserRecommend/user_recommend", NEVER),
            Map.entry("reco.v1.RecommendService/Recommend", PRIVILEGED),
            Map.entry("reco.v1.RecommendService/RelatedArticles", PRIVILEGED),
            Map.entry("reco.v1.RecommendService/ListTopArticles", NEVER),
            Map.entry("reco.v1.RecommendService/ExplainExposure", ALWAYS),
            Map.entry("reco.v1.CatalogService/UpsertArticles", ALWAYS),
            Map.entry("reco.v1.CatalogService/GetArticles", NEVER),
            Map.entry("reco.v1.CatalogService/DeleteArticles", ALWAYS),
            Map.entry("reco.v1.CatalogService/ListArticles", NEVER),
            // What readers do, and what they state themselves, is in the log of facts.
            Map.entry("reco.v1.FeedbackService/ReportEvents", NEVER),
            Map.entry("reco.v1.FeedbackService/WatchEvents", ALWAYS),
            Map.entry("reco.v1.ReaderService/GetReader", ALWAYS),
            Map.entry("reco.v1.ReaderService/UpdateReader", NEVER),
            Map.entry("reco.v1.ReaderService/MergeReaders", ALWAYS),
            Map.entry("reco.v1.ReaderService/ExportReader", ALWAYS),
            Map.entry("reco.v1.ReaderService/EraseReader", ALWAYS),
            Map.entry("reco.v1.AdminService/GetStatus", NEVER),
            Map.entry("reco.v1.AdminService/ListRefusals", ALWAYS),
            Map.entry("reco.v1.AdminService/GetArticleFunnel", NEVER),
            Map.entry("reco.v1.AdminService/GetQuality", ALWAYS),
            Map.entry("reco.v1.AdminService/Backup", ALWAYS));

    /** The answer for a method by its full name; empty for one that nobody decided on. */
    public static Optional<Audited> of(String method) {
        return Optional.ofNullable(METHODS.get(method));
    }

    /** Whether this request leaves a line. */
    boolean concerns(Message request) {
        return this == ALWAYS || (this == PRIVILEGED && PRIVILEGES.stream().anyMatch(name -> asks(request, name)));
    }

    private static boolean asks(Message request, String name) {
        FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
        if (field == null) {
            return false;
        }
        return field.isRepeated()
                ? request.getRepeatedFieldCount(field) > 0
                : Boolean.TRUE.equals(request.getField(field));
    }
}
