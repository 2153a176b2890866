package io.reco.server.store.valkey.shard.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;

/** Opens connections to processes of one cluster. */
public final class Nodes implements AutoCloseable {

    /** Until a process must have answered a first time; one that hangs accepts connections all the same. */
    private static final Duration OPEN = Duration.ofSeconds(1);

    private final Login login;
    private final RedisClient client = RedisClient.create();

    public Nodes(Login login) {
        this.login = login;
        client.setOptions(options(login));
    }

    private static ClientOptions options(Login login) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder().connectTimeout(OPEN).build())
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build());
        login.authorities()
                .ifPresent(file -> options.sslOptions(
                        SslOptions.builder().trustManager(file.toFile()).build()));
        return options.build();
    }

    /** A connection that was answered a first time; fails with {@link NodeFailure} of the kind {@code UNSENT}. */
    public CompletableFuture<Connection> open(Address node) {
        return connect(node).handle((connection, failure) -> {
            if (failure != null) {
                throw new NodeFailure(NodeFailure.Kind.UNSENT, node + ": cannot be reached", failure);
            }
            return new Connection(node, connection);
        });
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect(Address node) {
        try {
            return client.connectAsync(ByteArrayCodec.INSTANCE, uri(node)).toCompletableFuture();
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e); // closed
        }
    }

    private RedisURI uri(Address node) {
        RedisURI.Builder uri =
                RedisURI.builder().withHost(node.host()).withPort(node.port()).withTimeout(OPEN);
        login.password().ifPresent(password -> {
            if (login.user().isPresent()) {
                uri.withAuthentication(login.user().get(), password.toCharArray());
            } else {
                uri.withPassword(password.toCharArray());
            }
        });
        if (login.authorities().isPresent()) {
            uri.withSsl(true).withVerifyPeer(SslVerifyMode.CA);
        }
        return uri.build();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        client.shutdown(Duration.ZERO, OPEN);
    }
}
