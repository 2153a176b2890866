package io.reco.it;

import static io.reco.it.HostileConnection.CONTINUATION;
import static io.reco.it.HostileConnection.DATA;
import static io.reco.it.HostileConnection.END_HEADERS;
import static io.reco.it.HostileConnection.END_STREAM;
import static io.reco.it.HostileConnection.HEADERS;
import static io.reco.it.HostileConnection.INITIAL_WINDOW;
import static io.reco.it.HostileConnection.PING;
import static io.reco.it.HostileConnection.PRIORITY;
import static io.reco.it.HostileConnection.RST_STREAM;
import static io.reco.it.HostileConnection.SETTINGS;
import static io.reco.it.HostileConnection.WINDOW_UPDATE;
import static io.reco.it.HostileConnection.four;
import static io.reco.it.HostileConnection.literals;
import static io.reco.it.HostileConnection.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;

/** Frames that cost their sender little, in great numbers on one connection. */
final class FrameAttacks {

    private static final String RECOMMEND = "UserRecommend/user_recommend";
    private static final String WATCH = "reco.v1.FeedbackService/WatchEvents";
    private static final int END_MAX_MS = 30_000;
    private static final int CANCEL = 8;
    private static final byte[] NOTHING = {};

    private FrameAttacks() {}

    /** Those after which the connection must be gone, and those that may be borne, for they leave nothing. */
    static List<Attack> all() {
        return List.of(
                cut("rapid reset (CVE-2023-44487): calls given up at once", 20_000, 200_000, FrameAttacks::reset),
                cut("the same with whole requests", 20_000, 200_000, FrameAttacks::wholeReset),
                cut("MadeYouReset (CVE-2025-8671): window updates by 0", 20_000, 200_000, FrameAttacks::zeroUpdate),
                cut("MadeYouReset: windows that overflow", 20_000, 200_000, FrameAttacks::overflow),
                cut("MadeYouReset: data after the end", 20_000, 200_000, FrameAttacks::dataAfterTheEnd),
                cut("pings, answers unread", 20_000, 200_000, connection -> connection.frame(PING, 0, 0, new byte[8])),
                borne("settings, answers unread", 20_000, 500_000, FrameAttacks::setting),
                borne("settings that open and shut the windows of 500 streams", 2_000, 20_000, new Windows()),
                borne("empty data frames", 50_000, 1_000_000, new OnOneStream(DATA, 0, NOTHING)),
                borne("window updates by 1", 50_000, 1_000_000, new OnOneStream(WINDOW_UPDATE, 0, four(1))),
                borne("priorities", 50_000, 1_000_000, connection -> connection.frame(PRIORITY, 0, 99, new byte[5])),
                borne(
                        "frames of unknown types",
                        50_000,
                        1_000_000,
                        connection -> connection.frame(200, 0, 0, new byte[64])),
                cut("CONTINUATION (CVE-2024-27983), empty", 50_000, 1_000_000, new Continuations(NOTHING)),
                cut("CONTINUATION, 16 KiB each", 2_000, 20_000, new Continuations(new byte[16 << 10])),
                borne("HPACK bomb: a block of 15,000 references to 4,000 bytes", 50, 2_000, new Bomb()),
                cut("bytes of another protocol", 10_000, 100_000, connection -> connection.raw(tlsHello())));
    }

    /** Sends one portion of it. */
    private interface Portion {
        void to(HostileConnection connection) throws IOException;
    }

    private static Attack cut(String name, int count, int longCount, Portion portion) {
        return new Attack(name, count, longCount, (server, number) -> {
            int sent = flood(server.port(), number, portion, true);
            return "connection cut" + (sent < number ? " by number " + round(sent) : "");
        });
    }

    private static Attack borne(String name, int count, int longCount, Portion portion) {
        return new Attack(name, count, longCount, (server, number) -> {
            int sent = flood(server.port(), number, portion, false);
            return sent < number ? "connection cut by number " + round(sent) : "read and forgotten";
        });
    }

    /** Buffers on the way hide where exactly. */
    private static int round(int number) {
        return (number / 1_000 + 1) * 1_000;
    }

    /** How many could be sent before the connection was cut. */
    private static int flood(int port, int count, Portion portion, boolean mustBeCut) throws IOException {
        int sent = 0;
        try (HostileConnection connection = HostileConnection.open(port)) {
            try {
                for (; sent < count; sent++) {
                    portion.to(connection);
                }
                connection.flush();
            } catch (SocketException cut) {
                return sent;
            }
            if (mustBeCut && !connection.isCutWithin(END_MAX_MS)) {
                throw new AssertionError("the connection lives on after " + count);
            }
            return sent;
        }
    }

    private static void reset(HostileConnection connection) throws IOException {
        connection.frame(RST_STREAM, 0, connection.start(RECOMMEND), four(CANCEL));
    }

    private static void wholeReset(HostileConnection connection) throws IOException {
        connection.frame(RST_STREAM, 0, connection.call(RECOMMEND, NOTHING), four(CANCEL));
    }

    private static void zeroUpdate(HostileConnection connection) throws IOException {
        connection.frame(WINDOW_UPDATE, 0, connection.start(RECOMMEND), four(0));
    }

    private static void overflow(HostileConnection connection) throws IOException {
        connection.frame(WINDOW_UPDATE, 0, connection.start(RECOMMEND), four(Integer.MAX_VALUE));
    }

    private static void dataAfterTheEnd(HostileConnection connection) throws IOException {
        int stream = connection.start(WATCH);
        connection.frame(DATA, END_STREAM, stream, message(0, 0, NOTHING));
        connection.frame(DATA, END_STREAM, stream, message(0, 0, NOTHING));
    }

    private static void setting(HostileConnection connection) throws IOException {
        connection.frame(SETTINGS, 0, 0, NOTHING);
    }

    private static byte[] tlsHello() {
        byte[] hello = new byte[64];
        hello[0] = 0x16;
        hello[1] = 3;
        hello[2] = 1;
        return hello;
    }

    /** Windows of streams under way change between none and all there is. */
    private static final class Windows implements Portion {
        private static final int STREAMS = 500;
        private int portions;

        @Override
        public void to(HostileConnection connection) throws IOException {
            if (portions == 0) {
                for (int i = 0; i < STREAMS; i++) {
                    connection.start(RECOMMEND);
                }
            }
            connection.settings(INITIAL_WINDOW, portions++ % 2 == 0 ? 0 : Integer.MAX_VALUE);
        }
    }

    /** Frames of one stream that waits for its request. */
    private static final class OnOneStream implements Portion {
        private final int type;
        private final int flags;
        private final byte[] payload;
        private int stream;

        OnOneStream(int type, int flags, byte[] payload) {
            this.type = type;
            this.flags = flags;
            this.payload = payload;
        }

        @Override
        public void to(HostileConnection connection) throws IOException {
            if (stream == 0) {
                stream = connection.start(RECOMMEND);
            }
            connection.frame(type, flags, stream, payload);
        }
    }

    /** A header block that never ends. */
    private static final class Continuations implements Portion {
        private final byte[] payload;
        private int stream;

        Continuations(byte[] payload) {
            this.payload = payload;
        }

        @Override
        public void to(HostileConnection connection) throws IOException {
            if (stream == 0) {
                stream = connection.block(HEADERS, 0, literals(":method", "POST"));
            }
            connection.frame(CONTINUATION, 0, stream, payload);
        }
    }

    /** A large header put into the table of the connection, and named again and again. */
    private static final class Bomb implements Portion {
        private static final int VALUE = 4_000;
        private static final int REFERENCES = 15_000;
        private static final int NEWEST_ENTRY = 0x80 | 62;
        private boolean first = true;

        @Override
        public void to(HostileConnection connection) throws IOException {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.writeBytes(literals(
                    ":method",
                    "POST",
                    ":scheme",
                    "http",
                    ":path",
                    "/" + RECOMMEND,
                    "content-type",
                    "application/grpc"));
            if (first) {
                first = false;
                block.write(0x40); // a literal that is indexed
                HostileConnection.literal(block, "x-bomb");
                HostileConnection.literal(block, "x".repeat(VALUE));
            } else {
                for (int i = 0; i < REFERENCES; i++) {
                    block.write(NEWEST_ENTRY);
                }
            }
            connection.block(HEADERS, END_HEADERS, block.toByteArray());
        }
    }
}
