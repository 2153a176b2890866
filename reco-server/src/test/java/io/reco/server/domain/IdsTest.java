package io.reco.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.server.domain.refusal.Refusal.Violation;

class IdsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "007",
                "00",
                "!",
                "~",
                "a/b?c=d&e",
                "0c1cbbc6-9e41-4a19-a6e4-4bba4f0ffc37",
                "9223372036854775808"
            })
    void anyVisibleAsciiIsAnId(String id) {
        assertThat(Ids.isId(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", " ", "a b", "a\t", "\u007f", "\u00e9", "\uff17", "\ud83d\ude00"})
    void nothingElseIs(String text) {
        assertThat(Ids.isId(text)).isFalse();
    }

    @Test
    void anIdHas128CharactersAtMost() {
        assertThat(Ids.isId("~".repeat(128))).isTrue();
        assertThat(Ids.isId("~".repeat(129))).isFalse();
    }

    @Test
    void aBadIdIsNamedInTheOneForm() {
        List<Violation> violations = new ArrayList<>();

        Ids.check("events[3].reader_id", "", violations);
        Ids.check("article_ids[0]", "a b", violations);
        Ids.check("article_ids[1]", "ab", violations);

        assertThat(violations)
                .extracting(Violation::description)
                .containsExactly(
                        "events[3].reader_id: empty (expected: 1..128 visible ASCII characters, not 0)",
                        "article_ids[0]: a b (expected: 1..128 visible ASCII characters, not 0)");
    }
}
