package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.StaleElementReferenceException;

import io.reco.client.RecommendClient;

/** What who signs in to the console with a role sees and may do, in a browser. */
class ConsoleRolesIT {

    private static final List<String> SCREENS =
            List.of("", "reader", "reader?id=2", "articles", "article?id=478", "problems", "quality", "live", "system");

    /** What the role may have, in place of what it may not: a sentence that names the roles that may. */
    private static final String REFUSED = ".refused";

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Browser browser;

    private enum Role {
        EDIT("1"),
        SUPPORT("2"),
        ADMIN("3");

        private final String digit;

        Role(String digit) {
            this.digit = digit;
        }

        String token() {
            return "reco_" + digit.repeat(64);
        }

        String line() {
            String name = name().toLowerCase(Locale.ROOT);
            return "a-" + name + ":" + Sha256.of(token()) + ":" + name;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Missing.unless(Browser.isThere(), "a browser (Debian: chromium and chromium-driver)");
        Path tokens = Files.write(
                folder.resolve("tokens"),
                Stream.of(Role.values()).map(Role::line).toList());
        server = new ProcessServer(TestServer.Setup.DEMO.with(Map.of("RECO_TOKENS", tokens.toString())));
        server.start();
        browser = Browser.of(server.http());
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void comeAnew() {
        browser.open("sign-in");
        browser.forgetCookies();
    }

    @AfterEach
    void nothingWentWrongAndNothingWasAskedForElsewhere() {
        // A page of which a role may see nothing is 403 to programs, which a browser notes.
        assertThat(browser.complaints()).allMatch(line -> line.contains(" 403 "));
        assertThat(browser.requestsElsewhere()).isEmpty();
    }

    private static void signIn(Role role) {
        browser.open("sign-in");
        browser.find("input[name=token]").sendKeys(role.token());
        browser.find("main form button").click();
        await().ignoreException(StaleElementReferenceException.class)
                .untilAsserted(
                        () -> assertThat(browser.words(".who")).isEqualTo("a-" + name(role) + " · " + name(role)));
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    @Test
    void aStrangerSeesTheSignInAlone() {
        for (String screen : SCREENS) {
            browser.open(screen);

            assertThat(browser.words("h1")).as(screen).isEqualTo("Sign in");
            assertThat(browser.all("table, dl, .who, main form")).as(screen).hasSize(1);
        }
        browser.picture("signed-out");
    }

    @Test
    void whoSignsInIsWhereTheyWantedToGoAndOutAgainByAClick() {
        browser.open("article?id=478");
        browser.find("input[name=token]").sendKeys(Role.EDIT.token());
        browser.find("main form button").click();
        await().until(() -> browser.address().equals("article?id=478"));

        browser.find(".top form[action=sign-out] button").click();
        await().until(() -> browser.address().startsWith("sign-in"));
        browser.open("article?id=478");

        assertThat(browser.words("h1")).isEqualTo("Sign in");
    }

    /** Of each screen a place that says what it is for, and what of it is to be changed; refused places are counted. */
    @ParameterizedTest
    @CsvSource({
        "EDIT, '', #health, All is well, 0",
        "EDIT, articles, #articles, Opened, 0",
        "EDIT, article?id=478, #counts, Exposed, 0",
        "EDIT, article?id=478, #funnel, shared, 0",
        "EDIT, article?id=478, #edit, Save, 0",
        "EDIT, system, #settings, network.port, 0",
        "EDIT, reader?id=2, #actions, role: edit (expected: support or admin), 3",
        "EDIT, live, #refusals, role: edit (expected: support or admin), 2",
        "EDIT, quality, #slots, role: edit (expected: support or admin), 3",
        "SUPPORT, reader?id=2, #now, neighbours, 0",
        "SUPPORT, reader?id=2, #actions, view, 0",
        "SUPPORT, live, #refusals, Refused lately, 0",
        "SUPPORT, quality, #slots, What becomes of slots, 0",
        "SUPPORT, system, #settings, role: support (expected: edit or admin), 3",
        "SUPPORT, article?id=478, #funnel, role: support (expected: edit or admin), 2",
        "ADMIN, '', #health, All is well, 0",
        "ADMIN, reader?id=2, #now, neighbours, 0",
        "ADMIN, reader?id=2, #data, Erase, 0",
        "ADMIN, live, #test, Send, 0",
        "ADMIN, system, #settings, network.port, 0"
    })
    void eachRoleSeesWhatIsItsOwn(Role role, String address, String place, String words, int refused) {
        signIn(role);

        browser.open(address);

        await().ignoreException(StaleElementReferenceException.class)
                .untilAsserted(() -> assertThat(browser.words(place)).contains(words));
        await().untilAsserted(() -> assertThat(browser.all(REFUSED)).hasSize(refused));
        browser.picture(name(role) + "-" + address.replaceAll("\\W.*", ""));
    }

    @ParameterizedTest
    @CsvSource({"EDIT, '#visibility, #edit'", "SUPPORT, ''", "ADMIN, '#visibility, #edit, #export, #erase, #test'"})
    void whatARoleMayNotChangeItIsNotOffered(Role role, String offered) {
        signIn(role);
        List<String> there = new ArrayList<>();
        for (String screen : List.of("article?id=478", "reader?id=2", "live")) {
            browser.open(screen);
            browser.all("#visibility, #edit, #export, #erase, #test")
                    .forEach(form -> there.add("#" + form.getDomAttribute("id")));
        }

        assertThat(String.join(", ", there)).isEqualTo(offered);
    }

    @Test
    void anEditorHidesAndShowsAnArticle() {
        signIn(Role.EDIT);
        browser.open("article?id=479");

        browser.find("#visibility button").click();
        assertThat(browser.words(".said")).startsWith("Done.");
        assertThat(browser.words(".lead")).startsWith("hidden");

        browser.find("#visibility button").click();
        assertThat(browser.words(".lead")).startsWith("live");
    }

    @Test
    void anAdministratorErasesAReaderOnlyByTypingTheIdOnceMore() {
        try (RecommendClient client = RecommendClient.builder(server.target())
                .plaintext()
                .bearerToken(Role.ADMIN::token)
                .connect()) {
            client.recommend("erased-by-hand", 3);
        }
        signIn(Role.ADMIN);
        browser.open("reader?id=erased-by-hand");
        assertThat(browser.words(".lead")).contains("1 pages are kept");

        browser.find("#erase input[name=again]").sendKeys("another");
        browser.find("#erase button").click();
        assertThat(browser.words(".said")).startsWith("Not confirmed, nothing was erased");

        browser.find("#erase input[name=again]").sendKeys("erased-by-hand");
        browser.find("#erase button").click();
        assertThat(browser.words(".said")).startsWith("Erased: 0 actions and 1 pages.");
        assertThat(browser.words(".lead")).contains("0 pages are kept");
        browser.picture("erased");
    }

    @Test
    void aTestEventIsCheckedAloneOrComesByAsAnyOther() {
        signIn(Role.ADMIN);
        browser.open("live");

        browser.find("#test input[name=article]").sendKeys("478");
        browser.find("#test button").click();
        await().ignoreException(StaleElementReferenceException.class) // it is replaced as a whole
                .untilAsserted(
                        () -> assertThat(browser.words("#sent")).contains("It would be accepted. Nothing was kept."));
        assertThat(browser.all("#event-rows tr")).isEmpty();

        browser.find("#test input[name=counts]").click();
        await().ignoreException(StaleElementReferenceException.class)
                .untilAsserted(
                        () -> { // the stream begins a moment later
                            browser.find("#test button").click();
                            assertThat(browser.words("#sent")).contains("Accepted: it counts");
                            assertThat(browser.all("#event-rows tr")).isNotEmpty();
                        });
        assertThat(browser.words("#event-rows tr")).contains("console-test", "478", "view");
        browser.picture("test-event");
    }
}
