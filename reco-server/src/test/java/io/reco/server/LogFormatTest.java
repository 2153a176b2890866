package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.Test;

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
