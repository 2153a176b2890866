package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

import com.google.protobuf.FieldMask;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.Reader;
import io.reco.api.v1.UpdateReaderRequest;

/** What a reader states, through a real server. */
class UpdateReaderTest {

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(1_760_000_000_000L));
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = RunningServer.start(data, clock);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Reader.Builder reader() {
        return Reader.newBuilder().setReaderId("4");
    }

    private Reader update(Reader.Builder stated, String... paths) {
        UpdateReaderRequest.Builder request = UpdateReaderRequest.newBuilder().setReader(stated);
        if (paths.length > 0) {
            request.setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)));
        }
        return server.readers().updateReader(request.build()).getReader();
    }

    @Test
    void withoutAMaskAllOfItIsReplaced() {
        Reader first = update(reader().addFollowedTopics("Science")
                .addBlockedAuthors("Bob")
                .addLanguageCodes("pt-BR")
                .setPersonalised(false));
        Reader second = update(reader().addFollowedAuthors("Ada"));

        assertThat(first)
                .isEqualTo(reader().addFollowedTopics("Science")
                        .addBlockedAuthors("Bob")
                        .addLanguageCodes("pt-BR")
                        .setPersonalised(false)
                        .build());
        assertThat(second)
                .isEqualTo(
                        reader().addFollowedAuthors("Ada").setPersonalised(true).build());
    }

    @Test
    void withAMaskOnlyItsFieldsAreWritten() {
        update(reader().addFollowedTopics("science").addBlockedTopics("sport"));

        Reader masked = update(reader().addFollowedTopics("ignored").addBlockedTopics("war"), "blocked_topics");
        Reader off = update(reader().setPersonalised(false), "personalised");
        Reader whole = update(reader(), "*");

        assertThat(masked.getFollowedTopicsList()).containsExactly("science");
        assertThat(masked.getBlockedTopicsList()).containsExactly("war");
        assertThat(off.getPersonalised()).isFalse();
        assertThat(off.getBlockedTopicsList()).containsExactly("war");
        assertThat(whole).isEqualTo(reader().setPersonalised(true).build());
    }

    @Test
    void namesAreKeptAsSentAndOnce() {
        assertThat(update(reader().addFollowedTopics("B").addFollowedTopics("a").addFollowedTopics("B"))
                        .getFollowedTopicsList())
                .containsExactly("B", "a");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Reader.Builder wrong = Reader.newBuilder()
                .setReaderId("0")
                .addFollowedTopics("x".repeat(101))
                .addBlockedTopics(" ")
                .addAllFollowedAuthors(Collections.nCopies(201, "a"))
                .addBlockedAuthors("y".repeat(201))
                .addLanguageCodes("no language");

        assertThatThrownBy(() -> update(wrong, "*", "likes"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("update_mask: \"likes\" (expected: reader_id, followed_topics")
                .hasMessageContaining("reader.reader_id: 0");
        assertThatThrownBy(() -> update(wrong))
                .hasMessageContaining("reader.reader_id: 0")
                .hasMessageContaining("reader.followed_topics[0]: 101 characters (expected: 1..100, not blank)")
                .hasMessageContaining("reader.blocked_topics[0]: 1 characters (expected: 1..100, not blank)")
                .hasMessageContaining("reader.followed_authors: 201 items (expected: at most 200)")
                .hasMessageContaining("reader.blocked_authors[0]: 201 characters (expected: 1..200, not blank)")
                .hasMessageContaining("reader.language_codes[0]: no language (expected: a BCP 47 tag");
        assertThatThrownBy(() -> server.readers()
                        .updateReader(UpdateReaderRequest.newBuilder()
                                .setReader(reader())
                                .setUpdateMask(FieldMask.getDefaultInstance())
                                .build()))
                .hasMessageContaining("update_mask: empty");
    }

    @Test
    void whatIsNotInTheMaskIsNotLookedAt() {
        assertThat(update(reader().addBlockedTopics(" ").addFollowedTopics("a"), "followed_topics", "reader_id")
                        .getFollowedTopicsList())
                .containsExactly("a");
    }

    @Test
    void atTheLimitsAllIsTaken() {
        Reader.Builder most = reader();
        for (int i = 0; i < 200; i++) {
            most.addFollowedTopics(i + "x".repeat(90));
            most.addBlockedTopics(i + "y".repeat(90));
            most.addFollowedAuthors(i + "z".repeat(190));
            most.addBlockedAuthors(i + "é".repeat(190));
        }
        for (int i = 0; i < 50; i++) {
            most.addLanguageCodes("x" + (char) ('a' + i % 26) + "-" + i);
        }

        assertThat(update(most)).isEqualTo(most.setPersonalised(true).build());
    }

    @Test
    void aTrialWritesNothing() {
        update(reader().addFollowedTopics("science"));

        Reader tried = server.readers()
                .updateReader(UpdateReaderRequest.newBuilder()
                        .setReader(reader().addBlockedTopics("sport"))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("blocked_topics"))
                        .setValidateOnly(true)
                        .build())
                .getReader();

        assertThat(tried.getBlockedTopicsList()).containsExactly("sport");
        assertThat(tried.getFollowedTopicsList()).containsExactly("science");
        assertThat(update(reader(), "reader_id").getBlockedTopicsList()).isEmpty();
    }

    @Test
    void itSurvivesARestart() throws IOException {
        Reader stated = update(reader().addFollowedTopics("science").setPersonalised(false));
        server.close();
        server = RunningServer.start(data, clock);

        assertThat(update(reader(), "reader_id")).isEqualTo(stated);
    }
}
