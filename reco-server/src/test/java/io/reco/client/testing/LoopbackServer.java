package io.reco.client.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;

/** A fake server that other programs, too, can call: on a port of the loopback interface. */
public final class LoopbackServer {

    private LoopbackServer() {}

    public static FakeRecommendServer start() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return FakeRecommendServer.start(
                server -> "127.0.0.1:" + server.getPort(), NettyServerBuilder.forAddress(address), Clock.systemUTC());
    }
}
