package io.reco.server.grpc.endpoint.reader;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.grpc.stub.StreamObserver;

import io.reco.api.v1.Reader;
import io.reco.api.v1.UpdateReaderRequest;
import io.reco.api.v1.UpdateReaderResponse;
import io.reco.server.domain.reader.Preferences;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Answers;
import io.reco.server.ingest.reader.PreferenceField;
import io.reco.server.ingest.reader.PreferenceUpdate;
import io.reco.server.ingest.reader.Statements;

/** {@code UpdateReader}. */
final class UpdateCalls {

    private static final String MASK = "update_mask";
    private static final String KEY = "reader_id";
    /** AIP-134's path for all fields. */
    private static final String EVERYTHING = "*";

    private final Statements statements;

    UpdateCalls(Statements statements) {
        this.statements = statements;
    }

    void update(UpdateReaderRequest request, StreamObserver<UpdateReaderResponse> caller) {
        Answers.later(
                caller,
                () -> update(request),
                stated -> UpdateReaderResponse.newBuilder()
                        .setReader(PastMessages.reader(request.getReader().getReaderId(), stated))
                        .build());
    }

    private CompletableFuture<Preferences> update(UpdateReaderRequest request) {
        List<Violation> badPaths = new ArrayList<>();
        Set<PreferenceField> fields = fields(request, badPaths);
        PreferenceUpdate update =
                new PreferenceUpdate(request.getReader().getReaderId(), decode(request.getReader()), fields);
        if (!badPaths.isEmpty()) {
            badPaths.addAll(statements.violations(update));
            throw Refusal.invalid(badPaths);
        }
        return request.getValidateOnly() ? statements.tryUpdate(update) : statements.update(update);
    }

    /** The fields to be written; all of them when there is no mask. */
    private static Set<PreferenceField> fields(UpdateReaderRequest request, List<Violation> badPaths) {
        List<String> paths = request.getUpdateMask().getPathsList();
        if (!request.hasUpdateMask() || paths.equals(List.of(EVERYTHING))) {
            return PreferenceField.all();
        }
        Set<PreferenceField> fields = EnumSet.noneOf(PreferenceField.class);
        for (String path : paths) {
            if (!path.equals(KEY)) {
                PreferenceField.of(path).ifPresentOrElse(fields::add, () -> badPaths.add(badPath(path)));
            }
        }
        if (paths.isEmpty()) {
            badPaths.add(Violation.of(MASK, "empty", "fields to write, or no mask to replace all of them"));
        }
        return fields;
    }

    private static Violation badPath(String path) {
        List<String> known = new ArrayList<>(List.of(KEY));
        PreferenceField.all().forEach(field -> known.add(field.path()));
        return Violation.of(MASK, '"' + path + '"', String.join(", ", known));
    }

    private static Preferences decode(Reader reader) {
        boolean impersonal = reader.hasPersonalised() && !reader.getPersonalised();
        return new Preferences(
                reader.getFollowedTopicsList(),
                reader.getBlockedTopicsList(),
                reader.getFollowedAuthorsList(),
                reader.getBlockedAuthorsList(),
                reader.getLanguageCodesList(),
                impersonal ? Preferences.NEVER : 0);
    }
}
