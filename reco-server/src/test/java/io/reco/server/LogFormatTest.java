package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server's own logging configuration makes of what is logged. */
class LogFormatTest {

    private static final String TRANSPORT = "io.grpc.netty.shaded.io.grpc.netty.NettyServerStream";
    private static final String GONE_CALLERS = "io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler";
    private static final String CONNECTIONS = "io.grpc.netty.shaded.io.grpc.netty.NettyServerTransport.connections";

    @Test
    void strangersCannotFillTheLogWithStackTraces() throws JoranException {
        Exception odd = new IllegalStateException("odd bytes", new NumberFormatException("xyz"));

        String logged = logged(context -> {
            context.getLogger(TRANSPORT).warn("Exception processing message", odd);
            context.getLogger(GONE_CALLERS).warn("Stream Error", new Exception("Stream closed before write"));
            context.getLogger(CONNECTIONS).info("Transport failed", odd);
            context.getLogger(CONNECTIONS).debug("Transport failed", odd);
        });

        assertThat(logged.lines())
                .singleElement()
                .asString()
                .contains("WARN", "Exception processing message", "odd bytes");
    }

    @Test
    void defectsOfOurOwnKeepTheirs() throws JoranException {
        String logged = logged(context ->
                context.getLogger("io.reco.server.grpc.status.Statuses").error("call failed", new Exception("why")));

        assertThat(logged.lines()).hasSizeGreaterThan(3);
        assertThat(logged).contains("java.lang.Exception: why", "\tat ");
    }

    @Test
    void wordsThatCallersChoseBreakNoLineAndMoveNoCursor() throws JoranException {
        String words = "a\n2026-01-01 INFO forged\r\u001b[2Jb\u0085c\u2028d\u202ee\tf";
        String plain = "a\\n2026-01-01 INFO forged\\r\\u001b[2Jb\\u0085c\\u2028d\\u202ee\\tf";

        String logged = logged(context -> {
            context.getLogger("io.reco.server.Any").warn("field={}", words);
            context.getLogger(TRANSPORT).warn(words);
            context.getLogger("io.reco.server.Any")
                    .error("failed", new IllegalStateException(words, new IllegalArgumentException(words)));
        });

        assertThat(logged).contains("field=" + plain, "IllegalArgumentException: " + plain, "\tat ");
        assertThat(logged.lines().filter(line -> line.contains("forged"))).hasSize(4);
        assertThat(logged.lines()).noneMatch(line -> line.startsWith("2026-01-01 INFO"));
        assertThat(logged).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n\t]]");
    }

    @Test
    void nobodyFillsTheLogByTheSameAgainAndAgain() throws JoranException {
        String logged = logged(context -> {
            for (int i = 0; i < 10_000; i++) {
                context.getLogger(TRANSPORT).warn("Exception processing message", new Exception("odd " + i));
                context.getLogger("io.grpc.internal.SerializingExecutor").error("odd", new Exception("odd " + i));
                context.getLogger("org.eclipse.jetty.http2.HTTP2Session").warn("odd", new Exception("odd " + i));
                context.getLogger("io.reco.server.Any").warn("odd number={}", i);
            }
        });

        assertThat(logged.length()).isLessThan(40_000);
    }

    @Test
    void theAuditLogGoesWhereItIsSentAndNowhereElse(@TempDir Path folder) throws JoranException, IOException {
        Path file = folder.resolve("audit.log");
        System.setProperty("reco.audit.file", file.toString());
        try {
            String console = logged(context -> {
                context.getLogger("reco.audit").info("call method=x");
                context.getLogger("io.reco.server.RecoServer").info("serving");
            });

            assertThat(console).contains("serving").doesNotContain("call method=x");
            assertThat(Files.readString(file)).endsWith("INFO  audit call method=x" + System.lineSeparator());
        } finally {
            System.clearProperty("reco.audit.file");
        }
    }

    @Test
    void theAuditLogIsPartOfTheLogUnlessItIsSentElsewhere() throws JoranException {
        assertThat(logged(context -> context.getLogger("reco.audit").info("call method=x")))
                .contains("INFO  audit call method=x");
    }

    private static String logged(java.util.function.Consumer<LoggerContext> events) throws JoranException {
        PrintStream console = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try {
            System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(
                    Objects.requireNonNull(LogFormatTest.class.getResource("/logback.xml"), "logback.xml"));
            events.accept(context);
        } finally {
            context.stop();
            System.setOut(console);
        }
        return written.toString(StandardCharsets.UTF_8);
    }
}
