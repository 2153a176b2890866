package io.reco.it;

import static io.reco.it.HostileConnection.DATA;
import static io.reco.it.HostileConnection.END_STREAM;
import static io.reco.it.HostileConnection.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.awaitility.Awaitility;

/** Calls that hold on to what they get: time, memory, a place. */
final class CallAttacks {

    private static final String RECOMMEND = "UserRecommend/user_recommend";
    private static final String UPSERT = "reco.v1.CatalogService/UpsertArticles";
    private static final String LIST = "reco.v1.CatalogService/ListArticles";
    private static final String WATCH = "reco.v1.FeedbackService/WatchEvents";
    private static final String HEALTH = "grpc.health.v1.Health/Watch";
    private static final String REFLECTION = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    /** Of ListArticlesRequest: as many as an answer may have; of WatchEventsRequest: from the oldest on. */
    private static final byte[] THOUSAND = {0x08, (byte) 0xe8, 0x07};

    private static final byte[] FROM_OLDEST = {0x10, 1};

    private static final int CALLS = 512;
    private static final int FRAME = 16 << 10;
    private static final int MESSAGE = 4 << 20;
    private static final int WINDOW = 512 << 10;
    private static final int WINDOW_MS = 20;
    private static final Duration END_MAX = Duration.ofMinutes(3);

    private CallAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack("half-open calls: 512 a connection, no request", 2, 100, CallAttacks::halfOpen),
                new Attack("half-sent calls: 4 MiB a call but for a byte", 4, 100, CallAttacks::halfSent),
                new Attack("requests dribbled, a byte in 20 ms", 20, 500, CallAttacks::dribbled),
                new Attack("headers of 60 KiB, 100 calls a connection", 2, 100, CallAttacks::largeHeaders),
                new Attack("gzip: 4,100 bytes that are 4 MiB and more", 100, 5_000, CallAttacks::bombs),
                new Attack("answers unread: 512 lists a connection, window 0", 2, 40, CallAttacks::unreadAnswers),
                new Attack("watches of events unread, window 0", 100, 2_000, CallAttacks::unreadWatches),
                new Attack(
                        "watches of health and streams of reflection, 512 a connection", 2, 70, CallAttacks::probes));
    }

    private static String halfOpen(AttackedServer server, int connections) throws IOException {
        return held(server, connections, connection -> {
            for (int i = 0; i < CALLS; i++) {
                connection.start(i % 2 == 0 ? RECOMMEND : WATCH);
            }
        });
    }

    private static String halfSent(AttackedServer server, int calls) throws IOException {
        byte[] part = new byte[FRAME];
        return held(server, calls, connection -> {
            int stream = connection.start(UPSERT);
            connection.frame(DATA, 0, stream, message(0, MESSAGE, new byte[0]));
            for (int sent = 0; sent < MESSAGE - FRAME; sent += FRAME) {
                connection.frame(DATA, 0, stream, part);
                if (sent % WINDOW == 0) { // within what the server lets a stream send
                    connection.flush();
                    connection.isCutWithin(WINDOW_MS);
                }
            }
            connection.frame(DATA, 0, stream, new byte[FRAME - 1]);
        });
    }

    private static String largeHeaders(AttackedServer server, int connections) throws IOException {
        // Below what the transport takes, above what the service does; a frame has 16 KiB, so it is many headers.
        String[] more = new String[24];
        for (int i = 0; i < more.length; i += 2) {
            more[i] = "x-" + i;
            more[i + 1] = "y".repeat(1_200);
        }
        return held(server, connections, connection -> {
            for (int i = 0; i < 100; i++) {
                connection.start(RECOMMEND, more);
            }
        });
    }

    private static String unreadAnswers(AttackedServer server, int connections) throws IOException {
        return held(server, connections, 0, connection -> {
            for (int i = 0; i < CALLS; i++) {
                connection.call(LIST, THOUSAND);
            }
        });
    }

    /** What is sent over one connection. */
    private interface Sending {
        void over(HostileConnection connection) throws IOException;
    }

    private static String held(AttackedServer server, int connections, Sending sending) throws IOException {
        return held(server, connections, 1 << 16, sending);
    }

    /** Sends over many connections, and holds all of them until the server has ended what they began. */
    private static String held(AttackedServer server, int connections, int window, Sending sending) throws IOException {
        List<HostileConnection> open = new ArrayList<>();
        int cut = 0;
        try {
            for (int i = 0; i < connections; i++) {
                HostileConnection connection = HostileConnection.open(server.port(), window);
                open.add(connection);
                try {
                    sending.over(connection);
                    connection.flush();
                } catch (SocketException gone) {
                    cut++;
                }
            }
            double most = server.metric("reco_calls_in_flight");
            if (window > 0) {
                long beginNs = System.nanoTime();
                awaitNone(server);
                return "ended by the server within "
                        + (1 + Duration.ofNanos(System.nanoTime() - beginNs).toSeconds()) + " s, " + (int) most
                        + " under way meanwhile" + (cut > 0 ? ", " + cut + " connections cut" : "");
            }
            return (int) most + " left unread at once" + (cut > 0 ? ", " + cut + " connections cut" : "");
        } finally {
            close(open);
            awaitNone(server);
        }
    }

    private static void awaitNone(AttackedServer server) {
        // The bystander's own may be under way.
        Awaitility.await().atMost(END_MAX).until(() -> server.metric("reco_calls_in_flight") <= 1);
    }

    private static void close(List<HostileConnection> open) throws IOException {
        for (HostileConnection connection : open) {
            connection.close();
        }
    }

    /** A byte of each call in turn, until the server has ended them. */
    private static String dribbled(AttackedServer server, int connections) throws IOException {
        byte[] request = message(0, 2, new byte[] {8, 1});
        List<HostileConnection> open = new ArrayList<>();
        List<Integer> streams = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                HostileConnection connection = HostileConnection.open(server.port());
                open.add(connection);
                streams.add(connection.start(RECOMMEND));
                connection.flush();
            }
            for (byte one : request) {
                for (int i = 0; i < connections; i++) {
                    open.get(i).frame(DATA, 0, streams.get(i), new byte[] {one});
                    open.get(i).flush();
                }
            }
            awaitNone(server);
            return "ended by the server at its deadline";
        } finally {
            close(open);
        }
    }

    private static String bombs(AttackedServer server, int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[MESSAGE + 1]);
        }
        byte[] bomb = message(1, bytes.size(), bytes.toByteArray());
        double before = server.metric(ended(UPSERT, "RESOURCE_EXHAUSTED"));
        try (HostileConnection connection = HostileConnection.open(server.port())) {
            for (int i = 0; i < count; i++) {
                connection.frame(DATA, END_STREAM, connection.start(UPSERT, "grpc-encoding", "gzip"), bomb);
                connection.flush();
                if (i % 100 == 99) {
                    awaitNone(server);
                    connection.readAvailable();
                }
            }
            awaitNone(server);
        }
        double refused = server.metric(ended(UPSERT, "RESOURCE_EXHAUSTED")) - before;
        if (refused < count / 2.0) {
            throw new AssertionError("refused: " + refused + " of " + count);
        }
        return "RESOURCE_EXHAUSTED";
    }

    private static String unreadWatches(AttackedServer server, int count) throws IOException {
        double before = refusedWatches(server);
        String outcome;
        try (HostileConnection connection = HostileConnection.open(server.port(), 0)) {
            int sent = begin(connection, count);
            // It never asked how the calls fared, and where it is cut at once none is answered.
            Awaitility.await()
                    .atMost(END_MAX)
                    .until(() -> refusedWatches(server) - before >= 1 || connection.isCutWithin(WINDOW_MS));
            outcome = refusedWatches(server) - before >= 1
                    ? (int) server.metric("reco_calls_in_flight") + " open, the others refused"
                    : "connection cut, " + sent + " sent";
        }
        awaitNone(server);
        return outcome;
    }

    /** How many watches were begun, at most before the connection was cut. */
    private static int begin(HostileConnection connection, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try {
                connection.call(WATCH, FROM_OLDEST);
                connection.flush();
                connection.readAvailable();
            } catch (SocketException cut) {
                return i;
            }
        }
        return count;
    }

    /** Because there are as many as there may be, or because they come faster than the server begins calls. */
    private static double refusedWatches(AttackedServer server) {
        return server.metric(ended(WATCH, "RESOURCE_EXHAUSTED")) + server.metric(ended(WATCH, "UNAVAILABLE"));
    }

    private static String probes(AttackedServer server, int connections) throws IOException {
        List<HostileConnection> open = new ArrayList<>();
        double most = 0;
        try {
            for (int i = 0; i < connections; i++) {
                HostileConnection connection = HostileConnection.open(server.port());
                open.add(connection);
                for (int call = 0; call < CALLS; call++) {
                    int stream = connection.start(call % 2 == 0 ? HEALTH : REFLECTION);
                    connection.frame(DATA, call % 2 == 0 ? END_STREAM : 0, stream, message(0, 0, new byte[0]));
                }
                connection.flush();
            }
            int max = Math.min(32 * connections, 2_000);
            Awaitility.await().atMost(END_MAX).until(() -> server.metric("reco_calls_in_flight") <= max + 1);
            most = server.metric("reco_calls_in_flight");
            return (int) most + " open, the others RESOURCE_EXHAUSTED";
        } finally {
            close(open);
            awaitNone(server);
        }
    }

    private static String ended(String method, String status) {
        return "grpc_server_call_duration_seconds_count{grpc_method=\"" + method + "\",grpc_status=\"" + status
                + "\",transport=\"grpc\"}";
    }
}
