package io.reco.server.access.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.jwk.ECKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import io.reco.server.TokenIssuer;
import io.reco.server.access.Caller;
import io.reco.server.access.Credentials;
import io.reco.server.access.Denial;
import io.reco.server.access.Role;
import io.reco.server.access.jwt.FetchedKeys;
import io.reco.server.access.jwt.JwtTerms;
import io.reco.server.access.jwt.KeyPlace;
import io.reco.server.access.token.NewToken;

/** The ways in, with files that change and callers who try too often. */
class EntranceTest {

    private static final SocketAddress HOME = new InetSocketAddress("192.0.2.1", 40_000);
    private static final SocketAddress ATTACKER = new InetSocketAddress("198.51.100.1", 40_000);

    @TempDir
    Path folder;

    private final NewToken old = NewToken.make("cms", Set.of(Role.EDIT), new SecureRandom());
    private final NewToken next = NewToken.make("cms", Set.of(Role.EDIT), new SecureRandom());
    private final TokenIssuer issuer = new TokenIssuer(Clock.systemUTC().instant());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Path tokens;
    private ECKey key;
    private Entrance entrance;

    @BeforeEach
    void open() throws Exception {
        log.start();
        ((Logger) LoggerFactory.getLogger("io.reco.server.access")).addAppender(log);
        tokens = Files.writeString(folder.resolve("tokens"), "# nightly job\n" + old.line() + "\n");
        key = TokenIssuer.p256("one");
        Path keys = Files.writeString(folder.resolve("keys"), TokenIssuer.published(key));
        JwtTerms terms = new JwtTerms(TokenIssuer.ISSUER, TokenIssuer.AUDIENCE, "reco_roles", true);
        Ways.Jwt jwt = new Ways.Jwt(terms, KeyPlace.parse(keys.toString()).orElseThrow());
        Ways ways = new Ways(Optional.of(tokens), Optional.empty(), Optional.of(jwt));
        entrance = Entrance.open(ways, FetchedKeys.Pace.DEFAULT, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        entrance.close();
        ((Logger) LoggerFactory.getLogger("io.reco.server.access")).detachAppender(log);
    }

    private Caller caller(String token, SocketAddress from) {
        return entrance.caller(new Credentials(Optional.of("bearer  " + token), Optional.empty(), Optional.of(from)));
    }

    private boolean knows(String token) {
        try {
            return caller(token, HOME).name().equals("cms");
        } catch (Denial denial) {
            return false;
        }
    }

    private void write(String... lines) throws IOException {
        Path beside = Files.write(folder.resolve("tokens.new"), List.of(lines));
        Files.move(beside, tokens, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aTokenIsChangedForAnotherUnderLoadWithoutARefusal() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong calls = new AtomicLong();
        ExecutorService callers = Executors.newFixedThreadPool(2);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ends.add(callers.submit(() -> {
                while (!done.get()) {
                    assertThat(caller(old.token(), HOME).roles()).containsExactly(Role.EDIT);
                    calls.incrementAndGet();
                }
            }));
        }

        write(old.line(), next.line());
        await().until(() -> knows(next.token()));
        done.set(true);
        for (Future<?> end : ends) {
            end.get(20, TimeUnit.SECONDS);
        }
        callers.shutdown();
        write(next.line());
        await().until(() -> !knows(old.token()));

        assertThat(calls.get()).isGreaterThan(100);
        assertThat(knows(next.token())).isTrue();
    }

    @Test
    void aBadNewFileChangesNothingAndOneLineSaysSoWithoutItsText() throws Exception {
        String pasted = "cms:" + next.token() + ":edit";

        write(old.line(), pasted);

        await().until(() -> log.list.stream().anyMatch(EntranceTest::isBadFile));
        assertThat(knows(old.token())).isTrue();
        assertThat(log.list.stream().filter(EntranceTest::isBadFile))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.getFormattedMessage()).contains(tokens + ":2 (expected: name:sha256:roles"));
        assertThat(log.list).noneMatch(line -> line.getFormattedMessage().contains(next.token()));
        Files.delete(tokens);
        await().until(() -> log.list.stream().filter(EntranceTest::isBadFile).count() == 2);
        assertThat(knows(old.token())).isTrue();
        write(next.line());
        await().until(() -> knows(next.token()));
    }

    private static boolean isBadFile(ILoggingEvent line) {
        return line.getFormattedMessage().contains("stay as they were");
    }

    @Test
    void whoFailsTooOftenIsNotVerifiedAnyMoreButWhoIsKnownAtThatAddressStaysIn() throws Exception {
        String known = issuer.ofReader(key, "7");
        String unseen = issuer.ofReader(key, "8");
        assertThat(caller(known, ATTACKER).reader()).contains("7");
        ECKey forger = TokenIssuer.p256("one");

        int refused = 0;
        Denial denial = denied(issuer.ofReader(forger, "9"), ATTACKER);
        while (denial.kind() == Denial.Kind.UNAUTHENTICATED && refused < 100_000) {
            refused++;
            denial = denied(issuer.ofReader(forger, "9"), ATTACKER);
        }

        assertThat(denial.reason()).isEqualTo("TOO_MANY_FAILURES");
        assertThat(refused).isGreaterThanOrEqualTo(FailedAttempts.AT_ONCE);
        assertThat(caller(known, ATTACKER).reader()).contains("7");
        assertThat(caller(old.token(), ATTACKER).name()).isEqualTo("cms");
        assertThat(caller(unseen, HOME).reader()).contains("8");
        // It ends by itself.
        String again = issuer.ofReader(key, "10");
        await().until(() -> {
            try {
                return caller(again, ATTACKER).reader().isPresent();
            } catch (Denial stillTooOften) {
                return false;
            }
        });
    }

    private Denial denied(String token, SocketAddress from) {
        return catchThrowableOfType(Denial.class, () -> caller(token, from));
    }

    @Test
    void nothingThatWasPresentedIsEverTold() throws Exception {
        String forged = issuer.ofReader(TokenIssuer.p256("one"), "9");
        for (String token : List.of(next.token(), forged, "reco_", "x".repeat(4_000))) {
            Denial denial = denied(token, HOME);

            assertThat(denial.description()).doesNotContain(token);
            assertThat(denial.toString()).doesNotContain(token);
        }
        assertThat(new Credentials(Optional.of("Bearer " + old.token()), Optional.empty(), Optional.of(HOME)))
                .hasToString("Credentials[***]");
        assertThat(old).hasToString("reco_***");
        assertThat(log.list).noneMatch(line -> line.getFormattedMessage().contains(old.token()));
    }
}
