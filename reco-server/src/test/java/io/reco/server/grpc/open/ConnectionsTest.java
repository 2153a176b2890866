package io.reco.server.grpc.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** So many connections, and never all of them from one address. */
@Timeout(120)
class ConnectionsTest {

    private static final int MAX = 8;
    private static final int OF_ONE_ADDRESS = 6;
    private static final String HERE = "127.0.0.1";
    private static final String ELSEWHERE = "127.0.0.2";

    private final List<Socket> open = new ArrayList<>();
    private @Nullable Connections connections;
    private @Nullable Server server;

    @BeforeEach
    void start() throws IOException {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        connections = Connections.limit(builder, MAX, false);
        server = builder.build().start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : open) {
            socket.close();
        }
        Objects.requireNonNull(server).shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
        Objects.requireNonNull(connections).close();
    }

    @Test
    void oneAddressLeavesRoomForOthersAndAllTogetherAreBounded() throws IOException {
        for (int i = 0; i < OF_ONE_ADDRESS; i++) {
            assertThat(isServed(connect(HERE))).as("number %d", i).isTrue();
        }
        assertThat(isServed(connect(HERE))).as("one too many of an address").isFalse();
        for (int i = OF_ONE_ADDRESS; i < MAX; i++) {
            assertThat(isServed(connect(ELSEWHERE))).as("number %d", i).isTrue();
        }
        assertThat(isServed(connect(ELSEWHERE))).as("one too many in all").isFalse();
    }

    @Test
    void aConnectionThatIsClosedMakesRoom() throws IOException {
        Socket first = connect(HERE);
        for (int i = 1; i < OF_ONE_ADDRESS; i++) {
            var unused = connect(HERE);
        }
        assertThat(isServed(connect(HERE))).isFalse();

        first.close();

        await().until(() -> isServed(connect(HERE)));
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Objects.requireNonNull(server).getPort()));
        return socket;
    }

    /** A server of HTTP/2 says hello first; one that refuses closes. */
    private static boolean isServed(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("neither served nor refused", silent);
        } catch (SocketException reset) {
            return false;
        }
    }
}
