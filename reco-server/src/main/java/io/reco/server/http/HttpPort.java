package io.reco.server.http;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

import com.google.common.base.Suppliers;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

import io.reco.server.grpc.GuardedServices;
import io.reco.server.grpc.OtherPort;
import io.reco.server.http.call.InnerCalls;
import io.reco.server.http.call.JsonCalls;
import io.reco.server.http.guard.Connections;
import io.reco.server.http.guard.HostRule;
import io.reco.server.http.guard.OriginRule;
import io.reco.server.http.openapi.OpenApi;

/**
 * The HTTP port: {@code /metrics}, {@code /healthz} (the process answers), {@code /readyz} (it serves; otherwise 503 and the
 * reason), {@code /openapi.json}, calls as JSON, and pages for people. No thread waits for a client, so none holds it up.
 */
public final class HttpPort implements OtherPort, AutoCloseable {

    /** A request's line and headers. */
    private static final int HEADER_BYTES_MAX = 16 << 10;

    private static final int CONNECTIONS_MAX = 1_000;
    /** Half, so that there is always room for one that asks how the server is. */
    private static final int REQUESTS_MAX = CONNECTIONS_MAX / 2;
    /** From a connection's opening, or the end of an answer, to the end of the next request's header. */
    private static final Duration HEADER_TIME_MAX = Duration.ofSeconds(20);

    private static final Duration BODY_TIME_MAX = Duration.ofSeconds(20);
    private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(60);
    /** Without a byte read or written. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);

    private static final long SWEEP_MS = 1_000;
    private static final int THREADS_MIN = 4;
    private static final int THREADS_MAX = 12;
    private static final long BUFFERS_BYTES_MAX = 8L << 20;

    private final Server server;
    private final ServerConnector connector;
    private final Connections connections;
    private final JsonCalls calls;

    private HttpPort(HttpSettings settings, GuardedServices services, Pages pages, Function<InnerCalls, Site> site) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
        threads.setName("http");
        threads.setDaemon(true);
        ArrayByteBufferPool buffers = new ArrayByteBufferPool(0, -1, -1, -1, BUFFERS_BYTES_MAX, BUFFERS_BYTES_MAX);
        server = new Server(threads, new ScheduledExecutorScheduler("http-timer", true), buffers);
        connector = new ServerConnector(server, 1, 1, protocols(settings));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MAX.toMillis());
        Duration requestTimeMax = BODY_TIME_MAX.plus(settings.deadlineMax()).plus(ANSWER_TIME_MAX);
        connections = new Connections(CONNECTIONS_MAX, HEADER_TIME_MAX, requestTimeMax, System::nanoTime);
        connector.addBean(connections);
        server.addConnector(connector);
        calls = new JsonCalls(services, BODY_TIME_MAX, () -> connections.busy() > REQUESTS_MAX);
        List<String> names = services.definitions().stream()
                .map(service -> service.getServiceDescriptor().getName())
                .toList();
        server.setHandler(new Router(
                connections,
                new HostRule(settings.hosts()),
                new OriginRule(settings.origins()),
                pages,
                calls,
                Suppliers.memoize(() -> OpenApi.of(names)),
                Suppliers.memoize(() -> site.apply(calls.inner())),
                settings.tls().isPresent()));
        server.setErrorHandler(Texts::error);
        server.setStopTimeout(0);
    }

    private static ConnectionFactory[] protocols(HttpSettings settings) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(HEADER_BYTES_MAX);
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        return settings.tls()
                .map(tls -> new ConnectionFactory[] {
                    // What is no TLS goes on to the next one: a probe inside a container knows no certificates.
                    new DetectorConnectionFactory(new SslConnectionFactory(factory(tls), http.getProtocol())), http
                })
                .orElseGet(() -> new ConnectionFactory[] {http});
    }

    private static SslContextFactory.Server factory(HttpSettings.Tls tls) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setWantClientAuth(tls.asksForCertificates());
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        // Who resumes a session is not asked for a certificate again: sessions, and tickets of them, end with their
        // context.
        tls.changes().accept(() -> change(factory, tls.contexts().get()));
        return factory;
    }

    private static void change(SslContextFactory.Server factory, SSLContext context) {
        try {
            factory.reload(changed -> changed.setSslContext(context));
        } catch (Exception e) {
            throw new IllegalStateException("TLS cannot be spoken by a context that was made for it", e);
        }
    }

    /**
     * Opens the port. {@link IOException} when the address cannot be bound.
     *
     * @param obstacle why the server does not serve now; empty while it does
     * @param hindrance why it writes nothing now, while it serves all the same
     * @param site what is for people, which makes its calls by what it is given; made once it is asked for
     */
    public static HttpPort open(
            HttpSettings settings,
            GuardedServices services,
            MetricsPage metrics,
            Supplier<Optional<String>> obstacle,
            Supplier<Optional<String>> hindrance,
            Function<InnerCalls, Site> site)
            throws IOException {
        HttpPort port = new HttpPort(settings, services, new Pages(metrics, obstacle, hindrance), site);
        try {
            port.connector.open();
            port.server.start();
        } catch (IOException e) {
            port.close();
            throw e;
        } catch (Exception e) {
            port.close();
            throw new IOException(e.getMessage(), e);
        }
        port.sweepOn();
        return port;
    }

    private void sweepOn() {
        Scheduler scheduler = server.getScheduler();
        scheduler.schedule(
                () -> {
                    connections.sweep();
                    calls.sweep();
                    sweepOn();
                },
                SWEEP_MS,
                TimeUnit.MILLISECONDS);
    }

    /** The port that was opened. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void drain() {
        calls.drain();
    }

    @Override
    public boolean awaitCalls(Duration max) throws InterruptedException {
        return calls.awaitEnd(max);
    }

    /** Cuts whatever is still under way. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP port cannot be closed", e);
        }
    }
}
