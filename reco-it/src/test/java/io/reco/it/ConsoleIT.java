package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;

import io.reco.client.RecommendClient;
import io.reco.client.feedback.Event;

/** What somebody sees who opens the console of a server with demo content in a browser. */
class ConsoleIT {

    /** A script that finds all that takes the focus, in the order of the text. */
    private static final String USABLE = """
            const usable = [...document.querySelectorAll(
                "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
                .filter(one => one.checkVisibility() && !one.disabled);
            """;

    private static TestServer server;
    private static Browser browser;

    @BeforeAll
    static void start() {
        Missing.unless(Browser.isThere(), "a browser (Debian: chromium and chromium-driver)");
        server = TestServer.start(TestServer.Setup.DEMO);
        browser = Browser.of(server.http());
        try (RecommendClient client = Clients.of(server)) {
            client.recommend(2, 10);
            client.recommend(2, 10);
        }
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @AfterEach
    void nothingWentWrongAndNothingWasAskedForElsewhere() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requestsElsewhere()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "overview, '', #health, All is well",
        "overview, '', #rising tbody tr, h ago",
        "overview, '', #latest tbody tr, min ago",
        "overview, '', .chart .legend, personal",
        "reader, reader?id=2, #now tbody tr, neighbours",
        "reader, reader?id=2, #now tbody tr, they read",
        "reader, reader?id=2, #actions tbody tr, view",
        "reader, reader?id=2, #pages tbody tr, personal",
        "new-reader, reader, #now h2, What a new reader would get now",
        "articles, articles, #articles tbody tr, live",
        "problems, problems, main, Looked at:",
        "article, article?id=478&reader=3, h1, Why the budget of a small town",
        "article, article?id=478&reader=3, #counts, 124",
        "article, article?id=478&reader=3, #funnel, Opened of seen",
        "article, article?id=478&reader=3, #course, an hour",
        "article, article?id=478&reader=3, #related tbody tr, ago",
        "article, article?id=478&reader=3, #why-answer, .",
        "live, live, #events, Event id",
        "quality, quality, #slots tbody tr, neighbours",
        "quality, quality, #checks tbody tr, exposure_token",
        "system, system, #settings, network.port",
        "system, system, #state, Log: newest position"
    })
    void everyScreenAnswersItsQuestion(String name, String address, String place, String words) {
        browser.open(address);

        assertThat(browser.all(place).stream().map(WebElement::getText).toList())
                .isNotEmpty()
                .anyMatch(text -> text.contains(words));
        browser.picture(name);
    }

    @Test
    void aHiddenArticleVanishesFromAFreshPreview() {
        browser.open("reader?id=2");
        WebElement first = browser.find("#now tbody a");
        String article = Objects.requireNonNull(first.getDomAttribute("href"));
        first.click();

        browser.find("#visibility button").click();

        assertThat(browser.words(".said")).startsWith("Done.");
        browser.picture("hidden-article");
        browser.open("reader?id=2");
        assertThat(hrefs("#now tbody a")).isNotEmpty().doesNotContain(article);

        browser.open(article);
        browser.find("#visibility button").click();
        assertThat(browser.words(".lead")).startsWith("live");
    }

    private static List<String> hrefs(String css) {
        return browser.all(css).stream()
                .map(link -> Objects.requireNonNull(link.getDomAttribute("href")))
                .toList();
    }

    @Test
    void aPageThatWasServedIsOneClickAway() {
        browser.open("reader?id=2");

        browser.find("#pages tbody a").click();

        assertThat(browser.words("#kept")).contains("Page of", "Propensity");
        browser.picture("kept-page");
    }

    @Test
    void whatIsReportedIsSeenAtOnceAndWhatIsRefusedSoonAfter() {
        browser.open("live");
        try (RecommendClient client = Clients.of(server)) {
            await().untilAsserted(() -> {
                client.report(Event.view("2", "1"));
                assertThat(browser.all("#event-rows tr")).isNotEmpty();
            });
            Event early = Event.view("2", "1").at(Instant.parse("1980-01-01T00:00:00Z"));
            assertThat(client.report(early).refused()).hasSize(1);
        }

        assertThat(browser.words("#event-rows tr")).contains("view", "2", "1");
        await().ignoreException(StaleElementReferenceException.class) // it is replaced as a whole
                .untilAsserted(() -> assertThat(browser.words("#refusals")).contains("event_time: 315532800000 ms"));
        browser.picture("live-with-events");
        browser.find("#pause").click();
        assertThat(browser.find("#pause").getDomAttribute("aria-pressed")).isEqualTo("true");
    }

    @Test
    void keysLeadToTheBoxAndToScreens() {
        browser.open("");

        browser.find("body").sendKeys("/");
        browser.find("#find").sendKeys("478", Keys.ENTER);
        await().untilAsserted(() -> assertThat(browser.address()).isEqualTo("article?id=478"));
        browser.find("body").sendKeys("g", "s");

        await().untilAsserted(() -> assertThat(browser.words("h1")).isEqualTo("System"));
    }

    @Test
    void everyPlaceHasANameForThoseWhoDoNotSee() {
        for (String address : List.of("", "reader?id=2", "articles", "article?id=478", "live", "quality", "system")) {
            browser.open(address);
            browser.run("document.querySelectorAll('details').forEach(one => one.open = true)");

            assertThat(browser.all("main, nav[aria-label], h1")).as(address).hasSizeGreaterThanOrEqualTo(3);
            assertThat(browser.all("input:not([type=hidden]), select, textarea"))
                    .as(address)
                    .allSatisfy(field -> assertThat(field.getAccessibleName()).isNotBlank());
            assertThat(browser.all("a, button"))
                    .as(address)
                    .allSatisfy(link -> assertThat(link.getAccessibleName()).isNotBlank());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "reader",
                "reader?id=2",
                "articles",
                "problems",
                "article?id=478&reader=3",
                "live",
                "quality",
                "system"
            })
    void axeHasNothingSeriousToSay(String address) {
        browser.open(address);

        assertThat(Axe.serious(browser)).isEmpty();
    }

    @Test
    void whatAxeCallsSeriousIsFound() {
        browser.open("system");
        browser.run("document.querySelector('main').append(document.createElement('img'))");
        browser.run("document.querySelector('h1').setAttribute('aria-labelledby', 'nowhere')");
        browser.run("document.querySelector('nav').setAttribute('role', 'lists')");

        assertThat(Axe.serious(browser).toString()).contains("image-alt: ", "aria-roles: ");
    }

    @Test
    void theFirstKeyLeadsPastTheMenu() {
        browser.open("article?id=478");

        browser.press(Keys.TAB);
        assertThat(focus("textContent")).isEqualTo("To the content");
        browser.press(Keys.ENTER);
        assertThat(focus("id")).isEqualTo("content");
        browser.press(Keys.TAB);

        assertThat(browser.run("return document.activeElement.closest('main') !== null"))
                .isEqualTo(true);
    }

    private static Object focus(String property) {
        return browser.run("return document.activeElement." + property);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "article?id=478&reader=3", "live", "quality"})
    void theTabKeyGoesToAllThatCanBeUsedInTheOrderInWhichItIsRead(String address) {
        browser.open(address);
        long usable =
                (Long) browser.run(USABLE + "usable.forEach((one, at) => one.dataset.at = at); return usable.length");

        List<Object> visited = new ArrayList<>();
        for (long at = 0; at < usable; at++) {
            visited.add(nextFocus());
        }

        assertThat(usable).isGreaterThan(8);
        assertThat(visited)
                .containsExactlyElementsOf(
                        LongStream.range(0, usable).mapToObj(Long::toString).toList());
    }

    /** Where the key leads to; a field for a time has several parts. */
    private static Object nextFocus() {
        Object before = focus("dataset.at");
        await().until(() -> {
            browser.press(Keys.TAB);
            return !focus("dataset.at").equals(before);
        });
        return focus("dataset.at");
    }

    @Test
    void whatDoesNotStandOutIsFound() {
        browser.open("system");
        assertThat((List<?>) browser.run(Contrast.SCRIPT)).isEmpty();

        browser.run("document.querySelector('h1').style.color = '#b8c0c8'");

        assertThat((List<?>) browser.run(Contrast.SCRIPT)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"light, 1440", "dark, 1440", "light, 400", "dark, 400"})
    void wordsStandOutAndNothingHangsOverTheEdge(String scheme, int width) {
        browser.prefer(scheme);
        browser.width(width);
        try {
            for (String address :
                    List.of("", "reader?id=2", "articles", "article?id=478&reader=3", "live", "quality", "system")) {
                browser.open(address);

                assertThat((List<?>) browser.run(Contrast.SCRIPT)).as(address).isEmpty();
                assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                        .as(address)
                        .isEqualTo(true);
                browser.picture(scheme + "-" + width + "-" + address.replaceAll("\\W.*", ""));
            }
        } finally {
            browser.prefer("light");
            browser.width(1_440);
        }
    }
}
