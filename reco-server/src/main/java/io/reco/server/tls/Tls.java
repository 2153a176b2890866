package io.reco.server.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.files.FileWatch;

/**
 * A server's certificates, as of its files. New connections see what a file holds two periods after it changed; connections that
 * are there go on as they began. New files that are no good leave what holds in place, until they are good.
 */
public final class Tls implements AutoCloseable {

    /** All that a port may speak. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final Logger log = LoggerFactory.getLogger(Tls.class);

    // Whatever renews certificates does so when a third of their time is left, or a month: later than this, something
    // is wrong.
    private static final Duration NEAR_END_MAX = Duration.ofDays(14);
    private static final int NEAR_END_PART = 10;
    private static final int SESSION_SECONDS = 10;
    private static final Duration WARNED_EVERY = Duration.ofDays(1);

    private final TlsFiles files;
    private final ClientCertificates clientCertificates;
    private final Clock clock;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trust;
    private final FileWatch<TlsMaterial> watch;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong reloads = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();

    private volatile TlsMaterial held;
    private Instant nextWarning = Instant.MIN;

    private Tls(TlsFiles files, ClientCertificates clientCertificates, Duration period, Clock clock)
            throws IOException, GeneralSecurityException {
        this.files = files;
        this.clientCertificates = clientCertificates;
        this.clock = clock;
        List<String> faults = new ArrayList<>();
        held = files.read(adding(faults::add)).orElseThrow(() -> new IOException(String.join("; ", faults)));
        trust = AdvancedTlsX509TrustManager.newBuilder().build();
        use(held);
        warnOfEnd();
        watch = FileWatch.begin(this::look, held, new Changes(), period, "reco-certificates");
    }

    /**
     * Reads the files, and again every period from then on. {@link IOException} when they are no good, which
     * {@link TlsFiles#check} tells at more length.
     */
    public static Tls open(TlsFiles files, ClientCertificates clientCertificates, Duration period, Clock clock)
            throws IOException {
        try {
            return new Tls(files, clientCertificates, period, clock);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static TlsFiles.Faults adding(Consumer<String> faults) {
        return (part, file, expected) -> faults.accept(file + " (expected: " + expected + ")");
    }

    private void use(TlsMaterial material) throws IOException, GeneralSecurityException {
        // Authorities first: whoever has a certificate of a new one may come as soon as ours is new.
        trust.updateTrustCredentials(material.clientAuthorities().toArray(X509Certificate[]::new));
        keys.updateIdentityCredentials(material.chain().toArray(X509Certificate[]::new), material.key());
        held = material;
    }

    private Optional<TlsMaterial> look(Consumer<String> faults) {
        warnOfEnd();
        looks.incrementAndGet();
        Optional<TlsMaterial> read = files.read(adding(faults));
        if (read.isPresent() && !read.get().equals(held) && !read.get().holds(clock.instant())) {
            faults.accept(files.certificate() + " (expected: certificates that hold today)");
            return Optional.empty();
        }
        return read;
    }

    private final class Changes implements FileWatch.Follower<TlsMaterial> {
        @Override
        public void changed(TlsMaterial now) throws IOException, GeneralSecurityException {
            use(now);
            followers.forEach(Runnable::run);
            reloads.incrementAndGet();
            log.info("certificates changed {}", now);
        }

        @Override
        public void refused(List<String> faults) {
            refusals.incrementAndGet();
            log.warn("certificates changed and are no good, the old ones hold faults={}", faults);
        }
    }

    private void warnOfEnd() {
        Instant now = clock.instant();
        if (now.isBefore(nextWarning)) {
            return;
        }
        for (X509Certificate certificate : held.all()) {
            Instant end = certificate.getNotAfter().toInstant();
            if (now.isAfter(end.minus(nearEnd(certificate)))) {
                log.warn(
                        "a certificate {} subject={} ends={}",
                        now.isAfter(end) ? "has ended" : "ends soon",
                        certificate.getSubjectX500Principal().getName(),
                        end);
                nextWarning = now.plus(WARNED_EVERY);
            }
        }
    }

    private static Duration nearEnd(X509Certificate certificate) {
        Duration part = Duration.between(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant())
                .dividedBy(NEAR_END_PART);
        return part.compareTo(NEAR_END_MAX) < 0 ? part : NEAR_END_MAX;
    }

    /** Shows the certificate that holds now. */
    public X509ExtendedKeyManager keys() {
        return keys;
    }

    /** Believes clients for whom an authority that holds now vouches. */
    public X509ExtendedTrustManager trust() {
        return trust;
    }

    /** Does this now, and whenever other certificates hold. */
    public void onChange(Runnable follow) {
        follow.run();
        followers.add(follow);
    }

    /** Whether clients are asked for certificates. */
    public ClientCertificates clientCertificates() {
        return clientCertificates;
    }

    /** A context of the JDK's that always goes by what holds now. Which protocols may be spoken is for its user to say. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            // Who resumes a session is not asked for a certificate again.
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without TLS", e);
        }
    }

    /** When the first certificate of the server's chain ends. */
    public Instant end() {
        return TlsMaterial.end(held.chain());
    }

    /** When the first authority of clients ends; empty where there is none. */
    public Optional<Instant> clientAuthoritiesEnd() {
        return held.clientAuthorities().isEmpty()
                ? Optional.empty()
                : Optional.of(TlsMaterial.end(held.clientAuthorities()));
    }

    /** How often the files were looked at. */
    long looks() {
        return looks.get();
    }

    /** How often new files were taken. */
    public long reloads() {
        return reloads.get();
    }

    /** How often new files were no good. */
    public long refusals() {
        return refusals.get();
    }

    @Override
    public void close() {
        watch.close();
    }
}
