package io.reco.client.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;

/** Fake servers that listen on a real port of the loopback interface, with the real server's keepalive limits. */
public final class Loopback {
    private Loopback() {}

    public static FakeRecommendServer start() {
        return start(0);
    }

    public static FakeRecommendServer start(int port) {
        return start(port, InsecureServerCredentials.create());
    }

    public static FakeRecommendServer start(int port, ServerCredentials credentials) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return FakeRecommendServer.start(
                server -> "localhost:" + server.getPort(),
                NettyServerBuilder.forAddress(address, credentials)
                        .permitKeepAliveTime(20, SECONDS)
                        .permitKeepAliveWithoutCalls(false),
                Clock.systemUTC());
    }

    public static int port(FakeRecommendServer server) {
        return Integer.parseInt(server.target().substring(server.target().lastIndexOf(':') + 1));
    }
}
