package io.reco.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.access.Access;
import io.reco.server.access.entry.Entrance;
import io.reco.server.access.quota.Allowances;
import io.reco.server.config.Setting;
import io.reco.server.console.Console;
import io.reco.server.console.ConsoleFacts;
import io.reco.server.demo.DemoContent;
import io.reco.server.engine.Engine;
import io.reco.server.engine.EngineSettings;
import io.reco.server.engine.EngineStatus;
import io.reco.server.grpc.GrpcServer;
import io.reco.server.grpc.GuardedServices;
import io.reco.server.grpc.NetworkMemory;
import io.reco.server.grpc.Transport;
import io.reco.server.grpc.audit.AuditTrail;
import io.reco.server.grpc.endpoint.admin.ServerFacts;
import io.reco.server.grpc.guard.load.Load;
import io.reco.server.grpc.refused.RecentRefusals;
import io.reco.server.grpc.stream.StreamLimits;
import io.reco.server.http.HttpPort;
import io.reco.server.http.HttpSettings;
import io.reco.server.http.MetricsPage;
import io.reco.server.http.Site;
import io.reco.server.http.call.InnerCalls;
import io.reco.server.ops.AccessMetrics;
import io.reco.server.ops.CallMetrics;
import io.reco.server.ops.GuardMetrics;
import io.reco.server.ops.Metrics;
import io.reco.server.ops.StatusLine;
import io.reco.server.ops.TlsMetrics;
import io.reco.server.ops.engine.EngineMetrics;
import io.reco.server.store.Store;
import io.reco.server.store.StoreException;
import io.reco.server.store.trouble.Trouble;
import io.reco.server.tls.ClientCertificates;
import io.reco.server.tls.Tls;
import io.reco.server.trace.Tracing;

/** A running server: an engine and its ports, in the order they are opened; they close in the opposite order. */
public final class RecoServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RecoServer.class);

    static final long DEMO_SEED = 1;

    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(20);
    /** What a start may take longer for the sake of the first pages. */
    private static final Duration WARM_UP_MAX = Duration.ofSeconds(2);

    /** So often certificates are looked at. */
    static final Duration CERTIFICATES_PERIOD = Duration.ofSeconds(5);

    /** What was opened and is to be closed, the last one first. Guarded by itself. */
    private final Deque<Runnable> closings = new ArrayDeque<>();

    private int port;
    private OptionalInt httpPort = OptionalInt.empty();

    private RecoServer() {}

    /** Starts a server and returns when it serves. {@link IOException} when a port or the store cannot be opened. */
    public static RecoServer start(ServerConfig config) throws IOException {
        return start(config, Clock.systemUTC());
    }

    static RecoServer start(ServerConfig config, Clock clock) throws IOException {
        return start(config, clock, System::nanoTime);
    }

    /** With a monotonic clock of its own, in nanoseconds from anywhere, by which what is kept ages. */
    static RecoServer start(ServerConfig config, Clock clock, LongSupplier nanoTime) throws IOException {
        RecoServer server = new RecoServer();
        try {
            server.assemble(config, clock, nanoTime);
        } catch (StoreException e) {
            server.close();
            throw new IOException(e.getMessage(), e.getCause());
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void assemble(ServerConfig config, Clock clock, LongSupplier nanoTime) throws IOException {
        Instant started = clock.instant();
        Metrics metrics = new Metrics();
        StatusLine statusLine = StatusLine.start();
        closings.push(statusLine::close);
        // Before the store is opened and filled: a port in use is told at once, and nothing was done.
        warnWhereInsecure(config);
        Optional<Tls> tls = tls(config.security(), metrics, clock);
        Access access = access(config.security().access(), metrics, clock);
        Optional<Tracing> tracing = tracing(config);
        GrpcServer grpc =
                listen(config, tls, access, tracing, new CallMetrics(metrics.registry(), statusLine), metrics, clock);
        closings.addLast(metrics::close);

        Store store = StoreOpening.open(config.store(), clock, nanoTime);
        closings.push(store::close);
        requireWritable(config.store().snapshots());
        if (config.store().demo()) {
            DemoContent.fill(store, DEMO_SEED, clock.millis());
        }
        Engine engine =
                Engine.open(store, EngineSettings.of(config.engine().numbers()), signingKeys(config.security()), clock);
        closings.push(engine::close);
        EngineMetrics.add(engine::status, metrics, statusLine);
        closings.push(grpc::close); // the first to end, as calls need all the rest
        engine.ready().join();
        answer(config.store().role(), grpc, engine, facts(config, started), clock);
        watch(engine, store, grpc);
        EngineStatus status = engine.status();
        log.info(
                "{} host={} port={} articles={} readers={}",
                config.store().role().doing(),
                config.network().host(),
                port,
                status.articles(),
                status.readers());
    }

    private static void answer(StoreConfig.Role role, GrpcServer grpc, Engine engine, ServerFacts facts, Clock clock) {
        if (role == StoreConfig.Role.KEEPER) {
            grpc.keep(engine, facts, clock);
        } else {
            log.info("warmed up pages={}", engine.warmUp(WARM_UP_MAX));
            grpc.serve(engine, facts, clock);
        }
    }

    private static void warnWhereInsecure(ServerConfig config) {
        if (!config.network().isLoopback() && !config.security().missing().isEmpty()) {
            log.warn(
                    "insecure, other machines are served without {}",
                    config.security().missing());
        }
    }

    private static void watch(Engine engine, Store store, GrpcServer grpc) {
        // Whoever restarts unhealthy servers helps: a restart begins with what was learned before.
        var unused = engine.failure().thenAccept(defect -> grpc.withdraw("the models no longer follow the log"));
        store.troubles().watch(trouble -> tell(trouble, grpc));
    }

    /** Pages are answered without writing; a file that is damaged makes answers that nobody should rely on. */
    private static void tell(Optional<Trouble> trouble, GrpcServer grpc) {
        if (trouble.isPresent() && trouble.get().kind() == Trouble.Kind.DAMAGED) {
            grpc.withdraw(trouble.get().what());
        } else {
            grpc.hinder(trouble.map(Trouble::what));
        }
    }

    private static ServerFacts facts(ServerConfig config, Instant started) {
        List<ServerFacts.Setting> settings = config.settings().stream()
                .map(value -> new ServerFacts.Setting(value.setting(), value.text(), value.origin()))
                .toList();
        return new ServerFacts(version(), started, settings);
    }

    private Optional<Tls> tls(ServerConfig.Security security, Metrics metrics, Clock clock) throws IOException {
        if (security.tls().isEmpty()) {
            return Optional.empty();
        }
        TlsConfig config = security.tls().get();
        Tls tls = Tls.open(config.files(), config.clientCertificates(), CERTIFICATES_PERIOD, clock);
        closings.push(tls::close);
        TlsMetrics.add(tls, metrics.registry());
        return Optional.of(tls);
    }

    private Optional<Tracing> tracing(ServerConfig config) throws IOException {
        Optional<Tracing> tracing = Tracing.open(config.telemetry(), version());
        tracing.ifPresent(opened -> closings.push(opened.closing()));
        return tracing;
    }

    private Access access(AccessConfig config, Metrics metrics, Clock clock) {
        Optional<Entrance> entrance = config.open(clock);
        entrance.ifPresent(opened -> {
            closings.push(opened::close);
            AccessMetrics.add(opened::denials, metrics.registry());
        });
        return entrance.<Access>map(opened -> opened).orElseGet(Access::open);
    }

    /** Opens both ports; the gRPC one says NOT_SERVING. */
    private GrpcServer listen(
            ServerConfig config,
            Optional<Tls> tls,
            Access access,
            Optional<Tracing> tracing,
            CallMetrics callMetrics,
            Metrics metrics,
            Clock clock)
            throws IOException {
        ServerConfig.Network network = config.network();
        Load load = LoadReport.measured(network.deadlineMax(), metrics);
        GrpcServer grpc = bound(
                Settings.PORT,
                network.host(),
                network.port(),
                () -> GrpcServer.listen(transport(config, tls, access, tracing, callMetrics, metrics, clock), load));
        closings.push(grpc::close);
        port = grpc.port();
        if (network.httpPort().isPresent()) {
            HttpSettings settings = http(config, network.httpPort().getAsInt(), tls);
            GuardedServices services = grpc.guardedServices().tracedBy(callMetrics.over("http"));
            MetricsPage page =
                    new MetricsPage(metrics::write, config.security().access().metrics(), access);
            HttpPort http = bound(
                    Settings.HTTP_PORT,
                    settings.host(),
                    settings.port(),
                    () -> HttpPort.open(
                            settings,
                            services,
                            page,
                            grpc::obstacle,
                            grpc::hindrance,
                            site(config.web(), grpc, access, clock)));
            grpc.endWith(http);
            closings.addLast(http::close); // after everything else: it tells how the end goes
            httpPort = OptionalInt.of(http.port());
        }
        return grpc;
    }

    private static Function<InnerCalls, Site> site(ServerConfig.Web web, GrpcServer grpc, Access access, Clock clock) {
        if (!web.console()) {
            return calls -> Site.NONE;
        }
        ConsoleFacts facts = new ConsoleFacts(version(), () -> grpc.obstacle().or(grpc::hindrance));
        return calls -> new Console(calls, access, clock, facts);
    }

    private static String version() {
        String version = RecoServer.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    private static HttpSettings http(ServerConfig config, int port, Optional<Tls> tls) {
        ServerConfig.Network network = config.network();
        return new HttpSettings(
                network.host(),
                port,
                config.web().hosts(),
                config.web().origins(),
                network.deadlineMax(),
                tls.map(keys -> new HttpSettings.Tls(
                        keys::context, keys::onChange, keys.clientCertificates() != ClientCertificates.OFF)));
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    private static <T> T bound(Setting<?> setting, String host, int port, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    setting.flag() + ": " + address + " (expected: an address of this machine and a port that is free; "
                            + setting.variable() + " sets it, too)",
                    reason);
        }
    }

    /** Makes nothing: the directory may be one that the first snapshot makes. */
    private static void requireWritable(Path snapshots) throws IOException {
        Path there = snapshots.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new IOException(Settings.SNAPSHOTS.flag() + ": " + snapshots
                    + " (expected: a directory that can be made and written; " + Settings.SNAPSHOTS.variable()
                    + " sets it, too)");
        }
    }

    private static Transport transport(
            ServerConfig config,
            Optional<Tls> tls,
            Access access,
            Optional<Tracing> tracing,
            CallMetrics callMetrics,
            Metrics metrics,
            Clock clock) {
        ServerConfig.Network network = config.network();
        Allowances allowances = new Allowances(config.security().quotas(), System::nanoTime);
        AuditTrail audit = new AuditTrail(new GuardMetrics(allowances, metrics)::audited);
        return new Transport(
                network.host(),
                network.port(),
                tls,
                HANDSHAKE_MAX,
                network.deadlineMax(),
                StreamLimits.DEFAULTS,
                access,
                allowances,
                audit,
                new RecentRefusals(clock),
                config.security().access().reflection(),
                network.drainDelay(),
                network.shutdownGrace(),
                List.of(callMetrics.over("grpc")),
                tracing.map(Tracing::interceptor));
    }

    private static Map<String, byte[]> signingKeys(ServerConfig.Security security) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        security.signingKeys().forEach(key -> keys.put(key.id(), key.secret().getEncoded()));
        return keys;
    }

    /** What part of the memory that connections may take outside of the heap is taken, of all servers of this process: 0..1. */
    public static double networkMemoryUsed() {
        return NetworkMemory.used();
    }

    /** The gRPC port. */
    public int port() {
        return port;
    }

    /** The HTTP port; empty when there is none. */
    public OptionalInt httpPort() {
        return httpPort;
    }

    /** Drains, stops and flushes, in that order. Idempotent. */
    @Override
    public void close() {
        synchronized (closings) {
            if (closings.isEmpty()) {
                return;
            }
            while (!closings.isEmpty()) {
                closings.pop().run();
            }
        }
        log.info("stopped");
    }
}
