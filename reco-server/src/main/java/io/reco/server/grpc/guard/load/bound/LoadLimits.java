package io.reco.server.grpc.guard.load.bound;

import java.time.Duration;

/**
 * How much a server takes on.
 *
 * @param threads that calls run on
 * @param callsMin the adaptive limit never falls below this, so that a slow machine always has enough to do
 * @param callsFirst where the limit begins
 * @param callsMax the limit never rises above this
 * @param largeMax requests at once of more than {@link #SMALL_BYTES}, each of which may be the largest there is
 * @param smallBytes of all requests that are being received, wait or are worked on, of each up to {@link #SMALL_BYTES}
 * @param answerBytes of all answers that were made and not yet taken by their callers
 * @param unreadMax how long a caller may leave an answer unread after it was made
 */
public record LoadLimits(
        int threads,
        int callsMin,
        int callsFirst,
        int callsMax,
        int largeMax,
        long smallBytes,
        long answerBytes,
        Duration unreadMax) {

    /** Of one request. 1,000 articles with everything they may hold are more: callers send fewer at once. */
    public static final int REQUEST_BYTES_MAX = 4 << 20;
    /** What a request may have before it needs a place among the large ones. */
    public static final int SMALL_BYTES = 256 << 10;

    private static final Duration UNREAD_MAX = Duration.ofSeconds(60);
    private static final int CALLS_MIN_A_THREAD = 16;
    // A burst is let in, and worked off; where it does not end the limit shrinks within seconds.
    private static final int CALLS_FIRST_A_THREAD = 256;
    private static final int CALLS_MAX = 4_096;
    // Each takes up to a second of a CPU: more at once would all be late.
    private static final int LARGE_A_THREAD = 2;
    // A request takes some eight times its bytes while it is parsed, decided on, stored and followed.
    private static final int REQUESTS_OF_HEAP = 8;
    // These lie outside of the heap, in memory that is bounded to half of it.
    private static final int ANSWERS_OF_HEAP = 8;

    /** For the machine and the heap that this process has. */
    public static LoadLimits ofThisProcess() {
        return of(
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory());
    }

    static LoadLimits of(int cpus, long heapBytes) {
        long requests = Math.max(2L * REQUEST_BYTES_MAX, heapBytes / REQUESTS_OF_HEAP);
        return new LoadLimits(
                cpus,
                CALLS_MIN_A_THREAD * cpus,
                Math.min(CALLS_FIRST_A_THREAD * cpus, CALLS_MAX),
                CALLS_MAX,
                (int) Math.min(requests / 2 / REQUEST_BYTES_MAX, (long) LARGE_A_THREAD * cpus),
                requests / 2,
                Math.max(2L * REQUEST_BYTES_MAX, heapBytes / ANSWERS_OF_HEAP),
                UNREAD_MAX);
    }
}
