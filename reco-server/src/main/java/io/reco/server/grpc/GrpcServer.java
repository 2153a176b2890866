package io.reco.server.grpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.server.access.Permissions;
import io.reco.server.engine.Engine;
import io.reco.server.grpc.access.Admission;
import io.reco.server.grpc.access.Restricted;
import io.reco.server.grpc.endpoint.IdempotencyKeys;
import io.reco.server.grpc.endpoint.UserRecommendEndpoint;
import io.reco.server.grpc.endpoint.admin.AdminEndpoint;
import io.reco.server.grpc.endpoint.admin.ServerFacts;
import io.reco.server.grpc.endpoint.catalog.CatalogEndpoint;
import io.reco.server.grpc.endpoint.feedback.FeedbackEndpoint;
import io.reco.server.grpc.endpoint.page.RecommendEndpoint;
import io.reco.server.grpc.endpoint.reader.ReaderEndpoint;
import io.reco.server.grpc.guard.CallEnd;
import io.reco.server.grpc.guard.DeadlineCap;
import io.reco.server.grpc.guard.GrowingPauses;
import io.reco.server.grpc.guard.MetadataLimit;
import io.reco.server.grpc.guard.OverheardCalls;
import io.reco.server.grpc.guard.StartGate;
import io.reco.server.grpc.guard.load.GrpcDoor;
import io.reco.server.grpc.guard.load.Load;
import io.reco.server.grpc.guard.load.LoadGuard;
import io.reco.server.grpc.guard.load.bound.LoadLimits;
import io.reco.server.grpc.open.Connections;
import io.reco.server.grpc.open.OpenCalls;
import io.reco.server.grpc.quota.QuotaGuard;
import io.reco.server.grpc.refused.RefusedCall;
import io.reco.server.grpc.refused.RefusedItems;
import io.reco.server.grpc.status.Statuses;
import io.reco.server.grpc.stream.Streams;
import io.reco.server.grpc.wire.NotCompressed;
import io.reco.server.grpc.wire.OddHeaders;
import io.reco.server.grpc.wire.RequestParsing;
import io.reco.server.threads.Threads;

/** The gRPC server: services, limits, health, and an orderly end. It listens from the start and serves when told to. */
public final class GrpcServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GrpcServer.class);

    private static final int METADATA_BYTES_MAX = 8 << 10;
    // Far above the limit that callers are told, for what goes beyond this one ends with a status of the transport's
    // choice.
    private static final int METADATA_BYTES_TRANSPORT_MAX = 64 << 10;
    private static final int CALLS_PER_CONNECTION_MAX = 512;
    // What a connection may have sent that nobody has asked for yet, all its calls together.
    private static final int UNREAD_BYTES_MAX = 256 << 10;
    private static final long LOAD_TICK_MS = 100;
    private static final long HISTORY_LOOK_S = 60;
    // HTTP/2 rapid reset (CVE-2023-44487). All calls that may be open given up every second, as when each meets a
    // deadline of
    // a second, is what an honest client comes to; a flood is ten times more.
    private static final int RESETS_WINDOW_S = 30;
    private static final int RESETS_MAX = CALLS_PER_CONNECTION_MAX * RESETS_WINDOW_S;
    private static final int KEEPALIVE_PERMITTED_S = 20;
    private static final int CONNECTION_IDLE_MAX_MIN = 30;
    // Lets clients that balance over DNS see new replicas: new calls are made on a new connection.
    private static final int CONNECTION_AGE_MAX_MIN = 5;
    // A stream goes on on the old one. This is longer than any may last, so none is cut without a status.
    private static final Duration AFTER_STREAMS = Duration.ofHours(1);
    // Of a caller who vanished nothing else is seen: what a quiet stream sends fits into buffers for hours.
    private static final int KEEPALIVE_MIN = 1;
    // A request under way when the end begins arrives; one of which the rest never comes does not hold it up.
    private static final Duration REQUEST_MAX_AT_END = Duration.ofSeconds(1);
    // Whoever reads takes an answer in this time.
    private static final Duration ANSWERS_TAKEN_MAX = Duration.ofSeconds(3);
    private static final int END_LOOK_MS = 50;

    private static final List<ServiceDescriptor> SERVICES = List.of(
            UserRecommendGrpc.getServiceDescriptor(),
            RecommendServiceGrpc.getServiceDescriptor(),
            CatalogServiceGrpc.getServiceDescriptor(),
            FeedbackServiceGrpc.getServiceDescriptor(),
            ReaderServiceGrpc.getServiceDescriptor(),
            AdminServiceGrpc.getServiceDescriptor());

    /** Those whose callers write; the other ones' answers need no write. */
    private static final List<ServiceDescriptor> WRITING = List.of(
            CatalogServiceGrpc.getServiceDescriptor(),
            FeedbackServiceGrpc.getServiceDescriptor(),
            ReaderServiceGrpc.getServiceDescriptor());

    private final Transport transport;
    private final Server server;
    private final HealthStatusManager health = new HealthStatusManager();
    private final StartGate gate = new StartGate();
    private final Load load;
    private final GrpcDoor door;
    private final ExecutorService probes;
    private final ScheduledExecutorService timer;
    private final Streams streams;
    private final List<ServerServiceDefinition> guarded;
    private final OpenCalls openCalls;
    private final Connections connections;
    /** By full name of the method. */
    private final Map<String, ServerCallHandler<?, ?>> handlers = new ConcurrentHashMap<>();

    private final List<OtherPort> otherPorts = new CopyOnWriteArrayList<>();

    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean served;
    private volatile boolean keeper;
    private volatile @Nullable String obstacle = "starting";
    private volatile @Nullable String hindrance;

    private GrpcServer(Transport transport, Load load) throws IOException {
        this.transport = transport;
        this.load = load;
        probes = Executors.newFixedThreadPool(2, Threads.daemons("reco-probe"));
        door = new GrpcDoor(load, probes);
        timer = Executors.newSingleThreadScheduledExecutor(Threads.daemons("reco-deadline"));
        var unused = timer.scheduleWithFixedDelay(load::tick, LOAD_TICK_MS, LOAD_TICK_MS, TimeUnit.MILLISECONDS);
        streams = Streams.start(transport.streams());
        openCalls = OpenCalls.start(transport.deadlineMax(), REQUEST_MAX_AT_END, timer);
        List<ServerInterceptor> guards = interceptors();
        InetSocketAddress address = new InetSocketAddress(transport.host(), transport.port());
        NettyServerBuilder builder = limited(
                NettyServerBuilder.forAddress(address, credentials(transport)),
                transport.handshakeMax(),
                transport.streams().ageMax().plus(AFTER_STREAMS));
        guarded = SERVICES.stream()
                .map(service -> ServerInterceptors.interceptForward(RequestParsing.guard(later(service)), guards))
                .toList();
        guarded.forEach(builder::addService);
        addProbe(builder, health.getHealthService().bindService());
        if (transport.reflection().isThere()) {
            addReflection(builder, new Restricted(transport.access(), transport.reflection()));
        }
        builder.decompressorRegistry(NotCompressed.registry());
        builder.addStreamTracerFactory(new OddHeaders());
        builder.addStreamTracerFactory(CallEnd.factory());
        builder.addStreamTracerFactory(RefusedCall.factory(transport.refusals()));
        builder.addStreamTracerFactory(openCalls);
        transport.tracers().forEach(builder::addStreamTracerFactory);
        builder.addTransportFilter(door.connections())
                .addStreamTracerFactory(door.tracer())
                .directExecutor() // for what gRPC does before it asks the next one
                .callExecutor(door.executors(transport.access().isQuick()));
        say();
        connections = Connections.limit(
                builder, Connections.maxOfThisProcess(), transport.tls().isPresent());
        server = builder.build().start();
    }

    /**
     * Listens, and says NOT_SERVING until {@link #serve}. {@link IOException} when the address cannot be bound.
     *
     * @param load closed with the server
     */
    public static GrpcServer listen(Transport transport, Load load) throws IOException {
        NetworkMemory.bound();
        return new GrpcServer(transport, load);
    }

    /** A service whose endpoint comes with {@link #serve}: the gate lets no call through before. */
    private ServerServiceDefinition later(ServiceDescriptor descriptor) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor);
        descriptor.getMethods().forEach(method -> {
            requireRow(method.getFullMethodName());
            addLater(service, method);
        });
        return service.build();
    }

    private static void requireRow(String method) {
        if (!Permissions.methods().contains(method)) {
            throw new IllegalStateException(method + ": no row (expected: one in the table of who may call it)");
        }
    }

    @SuppressWarnings("unchecked") // methods of one full name are the same method
    private <Q, A> void addLater(ServerServiceDefinition.Builder service, MethodDescriptor<Q, A> method) {
        service.addMethod(method, (call, headers) -> {
            ServerCallHandler<?, ?> handler = handlers.get(method.getFullMethodName());
            if (handler == null) {
                Statuses.close(call, Statuses.unavailable("KEEPER", "role: keeper (expected: a server that serves)"));
                return new ServerCall.Listener<>() {};
            }
            return ((ServerCallHandler<Q, A>) handler).startCall(call, headers);
        });
    }

    /** What looks at every call of the contract, whichever transport it came by: from outermost to innermost. */
    private List<ServerInterceptor> interceptors() {
        List<ServerInterceptor> all = new ArrayList<>(List.of(
                new GrowingPauses(),
                new LoadGuard(),
                openCalls,
                OddHeaders.refusal(),
                new MetadataLimit(METADATA_BYTES_MAX)));
        transport.tracing().ifPresent(all::add);
        all.addAll(List.of(
                transport.audit(),
                new Admission(transport.access()),
                new OverheardCalls(),
                new RefusedItems(),
                gate,
                new DeadlineCap(transport.deadlineMax(), timer),
                new QuotaGuard(transport.allowances()),
                new IdempotencyKeys()));
        return all;
    }

    private static ServerCredentials credentials(Transport transport) throws SSLException {
        return transport.tls().isPresent()
                ? TlsCredentials.of(transport.tls().get())
                : InsecureServerCredentials.create();
    }

    private static NettyServerBuilder limited(
            NettyServerBuilder builder, Duration handshakeMax, Duration afterConnectionAge) {
        return builder.maxInboundMessageSize(LoadLimits.REQUEST_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_TRANSPORT_MAX)
                .flowControlWindow(UNREAD_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
                .maxRstFramesPerWindow(RESETS_MAX, RESETS_WINDOW_S)
                .permitKeepAliveTime(KEEPALIVE_PERMITTED_S, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(false)
                .handshakeTimeout(handshakeMax.toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdle(CONNECTION_IDLE_MAX_MIN, TimeUnit.MINUTES)
                .maxConnectionAge(CONNECTION_AGE_MAX_MIN, TimeUnit.MINUTES)
                .maxConnectionAgeGrace(afterConnectionAge.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(KEEPALIVE_MIN, TimeUnit.MINUTES);
    }

    @SuppressWarnings("deprecation") // v1alpha is what older tools still ask for
    private void addReflection(NettyServerBuilder builder, ServerInterceptor guard) {
        addProbe(builder, ServerInterceptors.intercept(Reflection.newInstance(), guard));
        addProbe(builder, ServerInterceptors.intercept(ProtoReflectionService.newInstance(), guard));
    }

    /** Health and reflection are not ours, but meet the same bytes. */
    private void addProbe(NettyServerBuilder builder, ServerServiceDefinition probe) {
        builder.addService(ServerInterceptors.interceptForward(
                RequestParsing.guard(probe),
                new GrowingPauses(),
                new LoadGuard(),
                openCalls,
                OddHeaders.refusal(),
                new MetadataLimit(METADATA_BYTES_MAX)));
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    /** The contract's services as other transports are to call them. */
    public GuardedServices guardedServices() {
        return new GuardedServices(
                guarded,
                List.of(CallEnd.factory(), RefusedCall.factory(transport.refusals()), openCalls, door.tracer()),
                door.executors(false),
                timer);
    }

    /** Ends the calls of another port when this server ends its own. */
    public void endWith(OtherPort port) {
        otherPorts.add(port);
    }

    /** Everything is there: from now on calls are answered. */
    public void serve(Engine engine, ServerFacts facts, Clock clock) {
        open(
                engine,
                List.of(
                        new UserRecommendEndpoint(engine.recommender(), engine::policy),
                        new RecommendEndpoint(
                                engine.recommender(),
                                engine.lists(),
                                engine.explainer(),
                                engine.lookup(),
                                engine::policy),
                        new CatalogEndpoint(engine.catalogue(), engine.lookup()),
                        new FeedbackEndpoint(engine.feedback(), engine.watches(), streams),
                        new ReaderEndpoint(engine.readers(), engine.readerLookup(), streams),
                        admin(engine, facts, clock)));
    }

    /** The same for operators' calls alone: others are told to go elsewhere, and so does health of their services. */
    public void keep(Engine engine, ServerFacts facts, Clock clock) {
        keeper = true;
        open(engine, List.of(admin(engine, facts, clock)));
    }

    private AdminEndpoint admin(Engine engine, ServerFacts facts, Clock clock) {
        AdminEndpoint admin = new AdminEndpoint(
                engine, facts, () -> obstacle().or(this::hindrance), transport.refusals(), streams, clock);
        var unused = timer.scheduleWithFixedDelay(
                () -> probes.execute(admin::look), HISTORY_LOOK_S, HISTORY_LOOK_S, TimeUnit.SECONDS);
        return admin;
    }

    private void open(Engine engine, List<BindableService> endpoints) {
        for (BindableService endpoint : endpoints) {
            endpoint.bindService()
                    .getMethods()
                    .forEach(method -> handlers.put(
                            method.getMethodDescriptor().getFullMethodName(), method.getServerCallHandler()));
        }
        transport.audit().nameReaders(engine::readerKey);
        served = true;
        gate.open();
        obstacle = null;
        say();
    }

    /** Tells health checks to look elsewhere, and operators why. Calls that come all the same are still answered. */
    public void withdraw(String reason) {
        obstacle = reason;
        say();
    }

    /**
     * Says of those services alone which write that they do not serve: pages are answered all the same, so the server as a whole
     * serves.
     *
     * @param reason for operators; empty when all is well again
     */
    public void hinder(Optional<String> reason) {
        hindrance = reason.orElse(null);
        say();
    }

    /** Why calls should not come here now; empty while they may. */
    public Optional<String> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    /** Why nothing is written now; empty while it is. */
    public Optional<String> hindrance() {
        return Optional.ofNullable(hindrance);
    }

    private synchronized void say() {
        ServingStatus all = obstacle == null ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        ServingStatus writes = hindrance == null ? all : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, all);
        for (ServiceDescriptor service : SERVICES) {
            boolean kept = keeper && service != AdminServiceGrpc.getServiceDescriptor();
            ServingStatus own = WRITING.contains(service) ? writes : all;
            health.setStatus(service.getName(), kept ? ServingStatus.NOT_SERVING : own);
        }
    }

    /**
     * Ends without failing a call: says NOT_SERVING, goes on for the drain delay, then takes no new connections, ends
     * streams with the place to go on from, and lets calls under way finish within the grace. A server that never served
     * ends at once. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Duration delay = served ? transport.drainDelay() : Duration.ZERO;
        log.info("draining delay_ms={}", delay.toMillis());
        obstacle = "stopping";
        health.enterTerminalState();
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            long end = System.nanoTime() + transport.shutdownGrace().toNanos();
            streams.drain();
            openCalls.drain();
            otherPorts.forEach(OtherPort::drain);
            server.shutdown();
            boolean ended = isEndedWithin(transport.shutdownGrace());
            for (OtherPort port : otherPorts) {
                port.awaitCalls(Duration.ofNanos(end - System.nanoTime()));
            }
            if (!ended) {
                server.shutdownNow();
                server.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        streams.close();
        load.close();
        probes.shutdown();
        timer.shutdownNow();
        connections.close();
    }

    /** False when calls outlast the grace, or all have their answers and somebody does not take them. */
    private boolean isEndedWithin(Duration grace) throws InterruptedException {
        long beginNs = System.nanoTime();
        long busyNs = beginNs;
        for (long nowNs = beginNs; nowNs - beginNs < grace.toNanos(); nowNs = System.nanoTime()) {
            if (server.awaitTermination(END_LOOK_MS, TimeUnit.MILLISECONDS)) {
                return true;
            }
            if (!openCalls.areAnswered()) {
                busyNs = System.nanoTime();
            } else if (System.nanoTime() - busyNs > ANSWERS_TAKEN_MAX.toNanos()) {
                return false;
            }
        }
        return false;
    }
}
