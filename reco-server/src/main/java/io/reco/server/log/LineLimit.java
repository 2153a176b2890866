package io.reco.server.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps whoever breaks the rules from filling the log: of each logger only so many lines of WARN and ERROR are written in a
 * while, fewer of those that speak of strangers' bytes. How many were left out is told with the next line that is not.
 */
public final class LineLimit extends TurboFilter {

    private static final long WHILE_NS = 10_000_000_000L;
    private static final int STRANGERS_LINES = 1;
    private static final int LINES = 20;
    /** Loggers of what speaks with the network. */
    private static final List<String> STRANGERS = List.of("io.grpc.", "org.eclipse.jetty.");

    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** As a file of settings makes it. */
    public LineLimit() {
        this(System::nanoTime);
    }

    LineLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable failure) {
        // Without a format somebody only asks whether the level is enabled.
        if (!level.isGreaterOrEqual(Level.WARN)
                || format == null
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        Count count = counts.computeIfAbsent(logger.getName(), name -> new Count(linesMax(name), nanos.getAsLong()));
        long leftOut = count.next(nanos.getAsLong());
        if (leftOut < 0) {
            return FilterReply.DENY;
        }
        if (leftOut > 0) {
            logger.warn("lines like the next were left out count={}", leftOut);
        }
        return FilterReply.NEUTRAL;
    }

    private static int linesMax(String logger) {
        return STRANGERS.stream().anyMatch(logger::startsWith) ? STRANGERS_LINES : LINES;
    }

    /** The lines of one logger. */
    private static final class Count {
        private final int linesMax;
        private long beginNs;
        private int lines;
        private long leftOut;

        Count(int linesMax, long beginNs) {
            this.linesMax = linesMax;
            this.beginNs = beginNs;
        }

        /** -1 when the line is one too many, otherwise how many were left out before it. */
        synchronized long next(long nowNs) {
            if (nowNs - beginNs > WHILE_NS) {
                beginNs = nowNs;
                lines = 0;
            }
            if (lines >= linesMax) {
                leftOut++;
                return -1;
            }
            long before = leftOut;
            leftOut = 0;
            // The line that tells of those is asked about, too, and is none of them.
            lines += before > 0 ? 0 : 1;
            return before;
        }
    }
}
