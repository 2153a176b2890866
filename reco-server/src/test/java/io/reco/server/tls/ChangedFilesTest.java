package io.reco.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import io.reco.server.Authority;
import io.reco.server.Authority.Identity;
import io.reco.server.MovableClock;

/** What becomes of files that change. */
@Timeout(300)
class ChangedFilesTest {

    private static final Duration PERIOD = Duration.ofMillis(20);
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Tls.class);

    @TempDir
    private static Path made;

    private static Authority authority;
    private static Authority other;
    private static Identity first;
    private static Identity second;
    private static Identity ended;

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final MovableClock clock = new MovableClock(Instant.now().plusSeconds(1));
    private Identity inUse;
    private Path authorities;
    private Tls tls;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = Authority.in(made.resolve("ours"));
        other = Authority.in(made.resolve("other"));
        first = authority.server("first");
        second = authority.server("second");
        ended = authority.issue("ended", "-startdate", "-2d", "-validity", "1");
    }

    @BeforeEach
    void open() throws IOException {
        logged.list = new CopyOnWriteArrayList<>();
        logged.start();
        LOG.addAppender(logged);
        inUse = new Identity(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        authorities = folder.resolve("clients.pem");
        inUse.replace(first);
        Files.copy(authority.certificate(), authorities);
        TlsFiles files = new TlsFiles(inUse.chain(), inUse.key(), Optional.of(authorities));
        tls = Tls.open(files, ClientCertificates.REQUIRED, PERIOD, clock);
    }

    @AfterEach
    void close() {
        tls.close();
        LOG.detachAppender(logged);
    }

    @Test
    void newFilesHoldSoonAfterTheyAreThere() throws IOException {
        assertThat(shown()).isEqualTo("CN=first");

        inUse.replace(second);
        Files.copy(other.certificate(), authorities, StandardCopyOption.REPLACE_EXISTING);

        await().until(() -> shown().equals("CN=second") && believed().equals(List.of("CN=other")));
        assertThat(tls.reloads()).isBetween(1L, 2L);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void newFilesThatAreNoGoodLeaveTheOldOnesAndAreToldOnce() throws IOException {
        Files.writeString(inUse.chain(), "nothing");

        await().until(() -> tls.refusals() == 1);
        looks(10);

        assertThat(shown()).isEqualTo("CN=first");
        assertThat(tls.refusals()).isEqualTo(1);
        assertThat(warnings())
                .containsExactly("certificates changed and are no good, the old ones hold faults=[" + inUse.chain()
                        + " (expected: certificates, PEM)]");
        inUse.replace(second);
        await().until(() -> shown().equals("CN=second"));
    }

    @Test
    void aFileThatIsGoneLeavesTheOldOnes() throws IOException {
        Files.delete(inUse.key());

        await().until(() -> tls.refusals() == 1);

        assertThat(shown()).isEqualTo("CN=first");
    }

    @Test
    void aNewKeyThatOthersCanReadIsNotTaken() throws IOException {
        Path key = inUse.key();
        Files.setPosixFilePermissions(second.key(), PosixFilePermissions.fromString("rw-r--r--"));
        inUse.replace(second);
        Files.setPosixFilePermissions(second.key(), PosixFilePermissions.fromString("rw-------"));

        await().until(() -> tls.refusals() == 1);
        assertThat(shown()).isEqualTo("CN=first");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        await().until(() -> shown().equals("CN=second"));
    }

    @Test
    void aCertificateThatEndedDoesNotTakeThePlaceOfAGoodOne() throws IOException {
        inUse.replace(ended);

        await().until(() -> tls.refusals() == 1);

        assertThat(shown()).isEqualTo("CN=first");
        assertThat(warnings()).allMatch(line -> line.contains("certificates that hold today"));
    }

    @Test
    void aCertificateThatEndsSoonIsWarnedOfOnceADay() {
        Duration left = Duration.between(clock.instant(), tls.end());
        looks(3);
        assertThat(warnings()).isEmpty();

        clock.move(left.minus(Duration.ofDays(3)));
        await().until(() -> warnings().size() == 1);
        looks(3);
        assertThat(warnings()).singleElement().asString().startsWith("a certificate ends soon subject=CN=first ends=");

        clock.move(Duration.ofDays(4));
        await().until(() -> warnings().size() == 2);
        assertThat(warnings().get(1)).startsWith("a certificate has ended subject=CN=first");
    }

    /** Waits until the files were looked at so often. */
    private void looks(int count) {
        long before = tls.looks();
        await().until(() -> tls.looks() >= before + count);
    }

    private String shown() {
        String alias = tls.keys().chooseEngineServerAlias("EC", null, null);
        X509Certificate[] chain = Objects.requireNonNull(tls.keys().getCertificateChain(alias));
        return chain[0].getSubjectX500Principal().getName();
    }

    private List<String> believed() {
        return Arrays.stream(tls.trust().getAcceptedIssuers())
                .map(issuer -> issuer.getSubjectX500Principal().getName())
                .toList();
    }

    private List<String> warnings() {
        return logged.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
