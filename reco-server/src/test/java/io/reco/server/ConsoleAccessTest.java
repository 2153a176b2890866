package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.reco.server.access.Role;
import io.reco.server.access.token.NewToken;

/** Who sees what of the console, on a server that asks everybody who they are. */
class ConsoleAccessTest {

    @TempDir
    private static Path folder;

    private static final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private static RunningServer server;

    private ConsoleVisitor visitor;

    @BeforeAll
    static void start() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Role role : Role.values()) {
            NewToken made = NewToken.make(role.text(), Set.of(role), new SecureRandom());
            tokens.put(role, made.token());
            lines.add(made.line());
        }
        Path file = Files.write(folder.resolve("tokens"), lines);
        server = RunningServer.start(
                folder.resolve("store"),
                Clock.systemUTC(),
                Map.of(Settings.HTTP_PORT, "0", Settings.TOKENS, file.toString(), Settings.DEMO, "true"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void come() {
        visitor = new ConsoleVisitor(server.httpPort());
    }

    private static String token(Role role) {
        return tokens.getOrDefault(role, "");
    }

    @Test
    void aStrangerIsAskedToSignInAndThenSeesWhatTheyWanted() throws Exception {
        ConsoleVisitor.Seen asked = visitor.get("reader?id=2");
        assertThat(asked.status()).isEqualTo(303);
        assertThat(asked.header("location")).isEqualTo("sign-in?to=reader%3Fid%3D2");

        String form = visitor.get(asked.header("location")).hidden("form");
        ConsoleVisitor.Seen in =
                visitor.post(asked.header("location"), Map.of("form", form, "token", token(Role.SUPPORT)));

        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("location")).isEqualTo("reader?id=2");
        assertThat(in.header("set-cookie"))
                .contains("HttpOnly", "SameSite=Strict")
                .doesNotContain(token(Role.SUPPORT));
        assertThat(visitor.get("reader?id=2").text()).contains("support · support", "actions and");
    }

    @Test
    void whoWantsToGoElsewhereAfterwardsDoesNot() throws Exception {
        String form = visitor.get("sign-in").hidden("form");

        for (String to : List.of("https://evil.example/", "//evil.example", "reader\r\nx: y", "metrics")) {
            String address = "sign-in?to=" + java.net.URLEncoder.encode(to, java.nio.charset.StandardCharsets.UTF_8);
            assertThat(visitor.post(address, Map.of("form", form, "token", token(Role.READ)))
                            .header("location"))
                    .isEqualTo("./");
        }
    }

    @Test
    void aTokenThatIsNoneIsRefusedInAPlainSentence() throws Exception {
        ConsoleVisitor.Seen refused = visitor.signIn("nobody's");

        assertThat(refused.words("refused")).isEqualTo("authorization: an unknown token (expected: Bearer TOKEN)");
        assertThat(visitor.get("").status()).isEqualTo(303);
        assertThat(visitor.post("sign-in", Map.of("token", token(Role.ADMIN))).status())
                .as("without the form's token")
                .isEqualTo(403);
    }

    @Test
    void whoSignsOutIsOut() throws Exception {
        visitor.signIn(token(Role.EDIT));
        String form = visitor.get("").hidden("form");

        visitor.post("sign-out", Map.of("form", form));

        assertThat(visitor.get("").status()).isEqualTo(303);
    }

    @Test
    void aProgramSendsItsTokenWithEachRequest() throws Exception {
        assertThat(visitor.get("", "authorization", "Bearer " + token(Role.EDIT))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "EDIT, '', health, All is well",
        "EDIT, system, settings, network.port",
        "EDIT, articles, articles, Opened",
        "EDIT, reader?id=2, actions, role: edit (expected: support or admin)",
        "EDIT, reader?id=2, now, 'explain: true (expected: false, or role: support or admin)'",
        "SUPPORT, reader?id=2, now, What they would get now",
        "SUPPORT, reader?id=2, actions, What they did",
        "SUPPORT, system, settings, role: support (expected: edit or admin)",
        "SUPPORT, articles, articles, live",
        "SUPPORT, quality, slots, What becomes of slots",
        "EDIT, quality, slots, role: edit (expected: support or admin)",
        "SUPPORT, live, refusals, Refused lately",
        "EDIT, live, refusals, role: edit (expected: support or admin)",
        "EDIT, article?id=478, funnel, 'Seen, opened, shared'",
        "SUPPORT, article?id=478, funnel, role: support (expected: edit or admin)",
        "READ, articles, articles, live",
        "FEED, articles, articles, 'role: feed (expected: read, edit, support or admin)'",
        "ADMIN, reader?id=2, actions, What they did",
        "ADMIN, system, settings, network.port"
    })
    void everyRoleSeesWhatItsCallsAnswer(Role role, String address, String place, String words) throws Exception {
        visitor.signIn(token(role));

        assertThat(visitor.get(address).html())
                .containsPattern("(?s)id=\"" + place + "\".*" + java.util.regex.Pattern.quote(words));
    }

    @Test
    void eventsAreForTheRolesThatMayWatchThem() throws Exception {
        visitor.signIn(token(Role.EDIT));

        ConsoleVisitor.Seen stream = visitor.get("live-events");

        assertThat(stream.html()).contains("event: refused", "role: edit (expected: support or admin)");
    }

    /** A browser's forms stay those of that browser, whoever signs in. */
    @Test
    void aRoleThatMayNotChangeAnythingChangesNothing() throws Exception {
        visitor.signIn(token(Role.ADMIN));
        String article = visitor.get("article?id=478").hidden("form");
        String erase = visitor.get("reader?id=2").hidden("form");
        String export = visitor.get("reader?id=2").formOf("export");
        String live = visitor.get("live").hidden("form");
        visitor.signIn(token(Role.SUPPORT));

        assertThat(visitor.post("article?id=478", Map.of("form", article, "visibility", "hide"))
                        .words("said"))
                .isEqualTo("role: support (expected: edit or admin)");
        assertThat(visitor.get("article?id=478").words("badge good")).isEqualTo("live");
        assertThat(visitor.post("reader?id=2", Map.of("form", erase, "again", "2"))
                        .words("said"))
                .isEqualTo("role: support (expected: admin)");
        ConsoleVisitor.Seen exported = visitor.post("reader-export?id=2", Map.of("form", export));
        assertThat(exported.status()).isEqualTo(403);
        assertThat(exported.html()).isEqualTo("role: support (expected: admin)\n");
        assertThat(visitor.post("live", Map.of("form", live, "reader", "2", "article", "478"))
                        .words("answer"))
                .isEqualTo("role: support (expected: feed or admin)");
    }

    @ParameterizedTest
    @CsvSource({
        "EDIT, article?id=478, visibility, true",
        "EDIT, article?id=478, edit, true",
        "SUPPORT, article?id=478, visibility, false",
        "SUPPORT, article?id=478, edit, false",
        "ADMIN, article?id=478, edit, true",
        "EDIT, reader?id=2, erase, false",
        "SUPPORT, reader?id=2, export, false",
        "SUPPORT, reader?id=2, erase, false",
        "ADMIN, reader?id=2, export, true",
        "ADMIN, reader?id=2, erase, true",
        "SUPPORT, live, test, false",
        "FEED, live, test, true",
        "ADMIN, live, test, true"
    })
    void whatARoleMayNotChangeItIsNotOffered(Role role, String address, String form, boolean there) throws Exception {
        visitor.signIn(token(role));

        assertThat(visitor.get(address).html().contains("id=\"" + form + "\"")).isEqualTo(there);
    }

    @Test
    void aPageOfWhichNothingMayBeSeenSaysSoToProgramsToo() throws Exception {
        visitor.signIn(token(Role.SUPPORT));

        assertThat(visitor.get("system").status()).isEqualTo(403);
    }
}
