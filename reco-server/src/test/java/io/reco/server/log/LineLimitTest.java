package io.reco.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** So many lines of a logger in a while, and what was left out is told. */
class LineLimitTest {

    private static final String STRANGERS = "io.grpc.netty.shaded.io.grpc.netty.NettyServerStream";
    private static final String OURS = "io.reco.server.grpc.status.Statuses";

    private final AtomicLong nowNs = new AtomicLong();
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @BeforeEach
    void begin() {
        LineLimit limit = new LineLimit(nowNs::get);
        limit.start();
        context.addTurboFilter(limit);
        written.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(written);
    }

    @Test
    void oneOfTheTransportsAndTwentyOfOurs() {
        for (int i = 0; i < 1_000; i++) {
            context.getLogger(STRANGERS).warn("odd bytes");
            context.getLogger(OURS).error("defect number={}", i);
        }

        assertThat(lines(STRANGERS)).containsExactly("odd bytes");
        assertThat(lines(OURS)).hasSize(20).first().isEqualTo("defect number=0");
    }

    @Test
    void howManyWereLeftOutIsToldWithTheNextOne() {
        for (int i = 0; i < 1_000; i++) {
            context.getLogger(STRANGERS).warn("odd bytes");
        }
        nowNs.addAndGet(Duration.ofSeconds(11).toNanos());
        context.getLogger(STRANGERS).warn("more odd bytes");
        context.getLogger(STRANGERS).warn("one too many");

        assertThat(lines(STRANGERS))
                .containsExactly("odd bytes", "lines like the next were left out count=999", "more odd bytes");
    }

    @Test
    void whatIsNoFaultIsNotCounted() {
        context.getLogger(OURS).setLevel(Level.DEBUG);
        for (int i = 0; i < 1_000; i++) {
            context.getLogger(OURS).info("status");
            context.getLogger(OURS).debug("call");
        }
        context.getLogger(OURS).warn("odd");

        assertThat(lines(OURS)).hasSize(2_001);
    }

    private List<String> lines(String logger) {
        return written.list.stream()
                .filter(event -> event.getLoggerName().equals(logger))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
