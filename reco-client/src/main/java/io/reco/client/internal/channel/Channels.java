package io.reco.client.internal.channel;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import org.jspecify.annotations.Nullable;

import io.reco.client.RecommendClient;

/**
 * Makes channels to one target.
 *
 * @param executor where gRPC completes calls; null: threads of its own
 * @param customizer has the last word on every channel
 */
public record Channels(
        String target, Security security, @Nullable Executor executor, Consumer<ManagedChannelBuilder<?>> customizer) {
    private static final String IN_PROCESS = "inprocess:";
    private static final int ANSWER_BYTES_MAX = 64 * 1024 * 1024;
    /** Room for the details of a refused request beside the usual headers. */
    private static final int METADATA_BYTES_MAX = 16 * 1024;
    /** Not shorter than the server permits (20 s); its timeout also bounds how long sent bytes stay unacknowledged. */
    private static final long KEEPALIVE_SECONDS = 30;

    private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

    /** One target of what a caller names: a gRPC target, or several {@code host:port}. */
    public static String target(List<String> targets) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("targets: [] (expected: at least one)");
        }
        return targets.size() == 1 ? withScheme(targets.get(0)) : FixedAddresses.target(targets);
    }

    /** Without a scheme gRPC would read {@code host:8889} as one. */
    private static String withScheme(String target) {
        return target.contains("://") || target.startsWith(IN_PROCESS) ? target : "dns:///" + target;
    }

    /**
     * The channels of one client, which connect with its first call.
     *
     * @param hedgingDelay after which a page is asked for a second time; null: never
     */
    public Connection open(boolean retries, @Nullable Duration hedgingDelay) {
        return new Connection(
                channel(ServiceConfig.calls(retries, hedgingDelay)),
                channel(ServiceConfig.health()),
                () -> channel(ServiceConfig.calls(false, null)),
                security.ofCalls());
    }

    private ManagedChannel channel(Map<String, ?> serviceConfig) {
        ManagedChannelBuilder<?> builder = transport()
                .defaultServiceConfig(serviceConfig)
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(ANSWER_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .userAgent(userAgent());
        if (executor != null) {
            builder.executor(executor);
        }
        customizer.accept(builder);
        return builder.build();
    }

    private ManagedChannelBuilder<?> transport() {
        if (target.startsWith(IN_PROCESS)) {
            // gRPC leaves them off in a process; a fake server is there to try them, too.
            return InProcessChannelBuilder.forName(target.substring(IN_PROCESS.length()))
                    .enableRetry();
        }
        return secured()
                .keepAliveTime(KEEPALIVE_SECONDS, SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, SECONDS)
                .keepAliveWithoutCalls(false);
    }

    private ManagedChannelBuilder<?> secured() {
        ChannelCredentials credentials = security.ofChannel();
        try {
            return Grpc.newChannelBuilder(target, credentials);
        } catch (IllegalArgumentException e) {
            throw security.unusable(e);
        }
    }

    private static String userAgent() {
        String version = RecommendClient.class.getPackage().getImplementationVersion();
        return "reco-client" + (version == null ? "" : "/" + version);
    }
}
