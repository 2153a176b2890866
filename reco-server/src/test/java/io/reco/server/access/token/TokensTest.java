package io.reco.server.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.reco.server.access.Caller;
import io.reco.server.access.Role;

/** Tokens and the lines of the file that let them in. */
class TokensTest {

    private static final String HASH = "0123456789abcdef".repeat(4);

    private final NewToken made = NewToken.make("nightly", Set.of(Role.FEED, Role.READ), new SecureRandom());
    private final List<String> faults = new ArrayList<>();

    private Tokens parse(String text) {
        return Tokens.parse(text, (place, expected) -> faults.add(place)).orElseThrow();
    }

    @Test
    void whatIsMadeIsLetInByItsLine() {
        Tokens tokens = parse("# ours\r\n\r\n  " + made.line() + "  \r\n");

        assertThat(faults).isEmpty();
        assertThat(tokens.caller(made.token())).contains(Caller.withRoles("nightly", Set.of(Role.READ, Role.FEED)));
        assertThat(tokens.caller(made.token() + "0")).isEmpty();
        assertThat(tokens.caller("")).isEmpty();
        assertThat(parse(made.line()
                                .toUpperCase(Locale.ROOT)
                                .replace("NIGHTLY", "n")
                                .replace("READ,FEED", "read"))
                        .caller(made.token()))
                .isPresent();
    }

    @Test
    void aTokenIsFoundByScannersAndItsLineHoldsNothingOfIt() {
        assertThat(made.token()).matches("reco_[0-9a-f]{64}");
        assertThat(made.line())
                .startsWith("nightly:")
                .endsWith(":read,feed")
                .doesNotContain(made.token().substring(5));
        assertThat(NewToken.make("nightly", Set.of(Role.READ), new SecureRandom())
                        .token())
                .isNotEqualTo(made.token());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cms",
                "cms:",
                "cms::",
                "cms:" + "0" + ":edit",
                ":0123:edit",
                "two words:HASH:edit",
                "cms:HASH:",
                "cms:HASH:root",
                "cms:HASH:edit,",
                "cms:HASH:edit:read",
                "cms:HASHa:edit",
                "cms:HASH:EDIT",
                "cms:HASH:read\ncms:HASH:read"
            })
    void aBadLineIsNamedByItsNumber(String line) {
        parse("# first\n" + line.replace("HASH", HASH));

        assertThat(faults).containsExactly(line.contains("\n") ? "3" : "2");
    }

    @Test
    void thereIsABound() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= 1_000; i++) {
            text.append("a:").append(String.format(Locale.ROOT, "%064x", i)).append(":read\n");
        }
        parse(text.toString());

        assertThat(faults).containsExactly("");
    }
}
