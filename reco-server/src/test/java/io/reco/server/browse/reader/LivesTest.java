package io.reco.server.browse.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;

/** Which events of the log are whose, after erasures and merges. */
class LivesTest {

    private static final IdKeys IDS = IdKeys.withoutSecret();

    private final Lives lives = new Lives(IDS, "anna", List.of("cookie", "tablet"));

    private static Fact erased(String reader) {
        return new Fact.ReaderErased(IDS.ofReader(reader));
    }

    private static Fact merged(String from, String into) {
        return new Fact.ReadersMerged(from, into);
    }

    @Test
    void allThatAReaderDidIsTheirs() {
        Lives.Found found = lives.found();

        assertThat(found.has("anna", 0)).isTrue();
        assertThat(found.has("anna", 1_000_000)).isTrue();
        assertThat(found.has("cookie", 5)).isFalse();
    }

    @Test
    void whatWasBeforeAnErasureIsNobodysAnyMore() {
        lives.look(merged("cookie", "anna"), 5);
        lives.look(erased("anna"), 10);
        Lives.Found found = lives.found();

        assertThat(found.has("anna", 9)).isFalse();
        assertThat(found.has("cookie", 4)).isFalse();
        assertThat(found.has("anna", 11)).isTrue();
    }

    @Test
    void whatWasMergedIntoAReaderIsTheirsUpToThen() {
        lives.look(erased("cookie"), 3);
        lives.look(merged("cookie", "anna"), 5);
        lives.look(erased("cookie"), 8);
        lives.look(merged("cookie", "anna"), 9);
        lives.look(merged("stranger", "other"), 9);
        Lives.Found found = lives.found();

        assertThat(found.has("cookie", 2)).isFalse();
        assertThat(found.has("cookie", 4)).isTrue();
        assertThat(found.has("cookie", 7)).as("erased while it was its own").isFalse();
        assertThat(found.has("cookie", 10)).isFalse();
        assertThat(found.has("anna", 4)).isTrue();
    }

    @Test
    void whatWasMergedIntoAnotherIsTheOthers() {
        lives.look(merged("cookie", "anna"), 5);
        lives.look(merged("anna", "somebody"), 10);
        Lives.Found found = lives.found();

        assertThat(found.has("anna", 9)).isFalse();
        assertThat(found.has("cookie", 4)).isFalse();
        assertThat(found.has("anna", 10)).isTrue();
    }

    @Test
    void whatCameByWayOfAnotherIsThereToo() {
        lives.look(merged("cookie", "tablet"), 5);
        lives.look(merged("tablet", "anna"), 10);
        Lives.Found found = lives.found();

        assertThat(found.has("cookie", 4)).isTrue();
        assertThat(found.has("cookie", 6)).isFalse();
        assertThat(found.has("tablet", 9)).isTrue();
    }
}
