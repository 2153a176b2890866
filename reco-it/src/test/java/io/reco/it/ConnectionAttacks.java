package io.reco.it;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections, many of them, of which nothing comes. */
final class ConnectionAttacks {

    private static final byte[] HALF_A_PREFACE = "PRI * HTTP/2".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HALF_A_REQUEST =
            "POST /UserRecommend/user_recommend HTTP/1.1\r\nHost: localhost\r\nContent-"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int CUT_MAX_MS = 60_000;
    /** Three quarters of one for each 32 KiB of its heap. */
    private static final int OF_ONE_ADDRESS_MAX = 6_144;

    private static final int OTHER_FILES_MAX = 300;

    private ConnectionAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack("connections that are open and idle", 500, 5_000, ConnectionAttacks::idle),
                new Attack("more connections than one address may have", 7_000, 7_000, ConnectionAttacks::tooMany),
                new Attack(
                        "handshakes that stop before the first byte",
                        100,
                        5_000,
                        (server, count) -> stalled(server.port(), count, new byte[0])),
                new Attack(
                        "handshakes that stop half-way",
                        100,
                        5_000,
                        (server, count) -> stalled(server.port(), count, HALF_A_PREFACE)),
                new Attack(
                        "connections to the HTTP port that say nothing",
                        100,
                        5_000,
                        (server, count) -> stalled(server.httpPort(), count, new byte[0])),
                new Attack(
                        "slow loris: half a request to the HTTP port",
                        100,
                        5_000,
                        (server, count) -> stalled(server.httpPort(), count, HALF_A_REQUEST)));
    }

    private static String idle(AttackedServer server, int count) throws IOException {
        return held(server, count, Integer.MAX_VALUE);
    }

    private static String tooMany(AttackedServer server, int count) throws IOException {
        return held(server, count, OF_ONE_ADDRESS_MAX + OTHER_FILES_MAX);
    }

    private static String held(AttackedServer server, int count, long filesMax) throws IOException {
        List<HostileConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                HostileConnection connection = HostileConnection.silent(server.port());
                open.add(connection);
                greet(connection);
            }
            Vitals meanwhile = Vitals.of(server);
            if (meanwhile.files() > filesMax) {
                throw new AssertionError("descriptors: " + meanwhile.files());
            }
            return "held; " + meanwhile.heapMib() + " MiB of heap, " + meanwhile.residentMib() + " resident, "
                    + meanwhile.threads() + " threads, " + meanwhile.files() + " descriptors meanwhile";
        } finally {
            for (HostileConnection connection : open) {
                connection.close();
            }
        }
    }

    /** One that is refused is closed while it says hello. */
    private static void greet(HostileConnection connection) throws IOException {
        try {
            connection.greet(1 << 16);
        } catch (SocketException refused) {
            // What is held is counted by the server's descriptors.
        }
    }

    /** Each of them must be cut, for its peer says no more. */
    private static String stalled(int port, int count, byte[] first) throws IOException {
        List<HostileConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                HostileConnection connection = HostileConnection.silent(port);
                open.add(connection);
                connection.raw(first);
                connection.flush();
            }
            long beginNs = System.nanoTime();
            for (HostileConnection connection : open) {
                if (!connection.isCutWithin(CUT_MAX_MS)) {
                    throw new AssertionError("a connection lives on after " + CUT_MAX_MS + " ms");
                }
            }
            return "all cut within " + (1 + (System.nanoTime() - beginNs) / 1_000_000_000) + " s";
        } finally {
            for (HostileConnection connection : open) {
                connection.close();
            }
        }
    }
}
