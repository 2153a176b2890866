package io.reco.server.grpc.open;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.threads.Threads;

/**
 * How many connections there may be, in all and from one address: each costs memory, be it that nothing is ever said on it. One
 * too many is closed as soon as it is accepted. gRPC itself counts none, so this stands before it, where they are accepted.
 */
public final class Connections implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    // Idle ones take 7 KiB of the heap each, so all of them less than a quarter.
    private static final int HEAP_BYTES_EACH = 32 << 10;
    // What one address leaves for others: a gateway may have many, and need not share.
    private static final double SHARE_OF_ONE_ADDRESS = 0.75;
    private static final int QUIET_MS = 0;
    private static final int CLOSE_MAX_MS = 2_000;

    private final Places places;
    private final EventLoopGroup accepting;
    private final EventLoopGroup working;

    private Connections(int max) {
        places = new Places(max, (int) (max * SHARE_OF_ONE_ADDRESS));
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        accepting = new MultiThreadIoEventLoopGroup(1, Threads.daemons("reco-accept"), io);
        working = new MultiThreadIoEventLoopGroup(
                2 * Runtime.getRuntime().availableProcessors(), Threads.daemons("reco-network"), io);
    }

    /** As many as this process' heap has room for. */
    public static int maxOfThisProcess() {
        return (int) Math.min(Runtime.getRuntime().maxMemory() / HEAP_BYTES_EACH, Integer.MAX_VALUE);
    }

    /**
     * Bounds those of a server; to be closed after it.
     *
     * @param tls whether they are to speak TLS
     */
    public static Connections limit(NettyServerBuilder builder, int max, boolean tls) {
        Connections connections = new Connections(max);
        Gate gate = new Gate(connections.places, tls);
        builder.bossEventLoopGroup(connections.accepting)
                .workerEventLoopGroup(connections.working)
                .channelFactory(() -> {
                    ServerChannel listening =
                            Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
                    listening.pipeline().addLast(gate);
                    return listening;
                });
        return connections;
    }

    @Override
    public void close() {
        List.of(accepting, working).forEach(Connections::end);
    }

    private static void end(EventLoopGroup threads) {
        var unused = threads.shutdownGracefully(QUIET_MS, CLOSE_MAX_MS, TimeUnit.MILLISECONDS);
    }

    /** Sees each connection before the server does. */
    @Sharable
    private static final class Gate extends ChannelInboundHandlerAdapter {
        private final Places places;
        private final boolean tls;

        Gate(Places places, boolean tls) {
            this.places = places;
            this.tls = tls;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel accepted = (Channel) message;
            SocketAddress remote = accepted.remoteAddress();
            if (!(remote instanceof InetSocketAddress caller)) { // gone already
                accepted.unsafe().closeForcibly();
                return;
            }
            InetAddress address = caller.getAddress();
            if (places.take(address)) {
                var unused = accepted.closeFuture().addListener(closed -> places.release(address));
                if (tls) {
                    accepted.pipeline().addLast(new PlaintextAnswer()); // the first, as the server adds its own later
                }
                context.fireChannelRead(message);
            } else {
                log.warn("connection refused, there are too many of one address or in all");
                accepted.unsafe().closeForcibly();
            }
        }
    }
}
