package io.reco.server.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.reco.server.TokenIssuer;

/** Keys that an issuer publishes: fetched, rotated, withdrawn, and what becomes of them while it cannot be reached. */
class FetchedKeysTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SOON = Duration.ofMillis(20);

    private final AtomicInteger asked = new AtomicInteger();
    private volatile String published = "";
    private volatile int code = 200;
    private HttpServer issuer;
    private ECKey first;
    private ECKey next;

    @BeforeEach
    void publish() throws Exception {
        first = TokenIssuer.p256("first");
        next = TokenIssuer.p256("next");
        published = TokenIssuer.published(first);
        issuer = serve(0);
    }

    private HttpServer serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            byte[] body = published.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    private URL url() throws IOException {
        return URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys")
                .toURL();
    }

    private static boolean has(Keys keys, ECKey key) {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
        return keys.get().filter(all -> !all.of(header).isEmpty()).isPresent();
    }

    @Test
    void aKeyThatIsMissingIsFetchedWhenATokenNamesIt() throws IOException {
        try (Keys keys = FetchedKeys.from(url(), new FetchedKeys.Pace(NEVER, SOON, NEVER, NEVER))) {
            await().until(() -> has(keys, first));
            published = TokenIssuer.published(first, next);

            await().until(keys::renew);

            await().until(() -> has(keys, next));
            assertThat(has(keys, first)).isTrue();
        }
    }

    @Test
    void madeUpKeysDoNotMakeItAskMoreOftenThanItMay() throws IOException {
        try (Keys keys = FetchedKeys.from(url(), new FetchedKeys.Pace(NEVER, NEVER, NEVER, NEVER))) {
            await().until(() -> has(keys, first));

            for (int i = 0; i < 1_000; i++) {
                assertThat(keys.renew()).isFalse();
            }

            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void aWithdrawnKeyGoesWithTheNextFetch() throws IOException {
        try (Keys keys = FetchedKeys.from(url(), new FetchedKeys.Pace(SOON, SOON, NEVER, NEVER))) {
            await().until(() -> has(keys, first));
            published = TokenIssuer.published(next);

            await().until(() -> has(keys, next) && !has(keys, first));
        }
    }

    @Test
    void theSameKeysStayTheSameSoThatWhatWasVerifiedStaysKnown() throws IOException {
        try (Keys keys = FetchedKeys.from(url(), new FetchedKeys.Pace(SOON, SOON, NEVER, NEVER))) {
            await().until(() -> has(keys, first));
            KeySet before = keys.get().orElseThrow();
            int fetches = asked.get();

            await().until(() -> asked.get() > fetches + 2);

            assertThat(keys.get().orElseThrow()).isSameAs(before);
        }
    }

    @Test
    void anIssuerThatCannotBeReachedAtFirstIsTriedUntilItCan() throws IOException {
        URL url = url();
        int port = issuer.getAddress().getPort();
        issuer.stop(0);
        try (Keys keys = FetchedKeys.from(url, new FetchedKeys.Pace(NEVER, SOON, SOON, NEVER))) {
            assertThat(keys.get()).isEmpty();
            issuer = serve(port);

            await().until(() -> has(keys, first));
        }
    }

    @Test
    void whileItAnswersNonsenseTheOldKeysStay() throws IOException {
        try (Keys keys = FetchedKeys.from(url(), new FetchedKeys.Pace(SOON, SOON, SOON, NEVER))) {
            await().until(() -> has(keys, first));
            int fetches = asked.get();
            published = "<html>maintenance</html>";
            await().until(() -> asked.get() > fetches + 2);
            assertThat(has(keys, first)).isTrue();
            published = TokenIssuer.published(next);
            code = 503;
            int more = asked.get();
            await().until(() -> asked.get() > more + 2);
            assertThat(has(keys, first)).isTrue();

            code = 200;

            await().until(() -> has(keys, next));
        }
    }

    @Test
    void keysOfAnIssuerThatIsGoneAreNotBelievedForEver() throws IOException {
        try (Keys keys = FetchedKeys.from(url(), new FetchedKeys.Pace(SOON, SOON, SOON, Duration.ofMillis(500)))) {
            await().until(() -> has(keys, first));

            issuer.stop(0);

            await().until(() -> keys.get().isEmpty());
        }
    }
}
