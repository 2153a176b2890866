package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.ReportEventsRequest;

/** No line of the log, from INFO on, has a reader's id, an exposure token, or anything that lets somebody in. */
class LoggedNamesTest {

    private static final String NAME = "xyzzy";
    private static final int DEPTH_MAX = 3;
    private static final List<String> LOGGERS =
            List.of(org.slf4j.Logger.ROOT_LOGGER_NAME, "io.grpc", "io.grpc.internal", "org.eclipse.jetty");

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException, JoranException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        context.reset();
        configurator.doConfigure(Objects.requireNonNull(LoggedNamesTest.class.getResource("/logback.xml")));
        context.resetTurboFilterList(); // what is left out otherwise is looked at, too
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        logged.start();
        LOGGERS.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).addAppender(logged));
        server = RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0"));
        server.upsert(1, 20, java.time.Instant.now(), "news");
    }

    @AfterEach
    void stop() {
        LOGGERS.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).detachAppender(logged));
        SLF4JBridgeHandler.uninstall();
        server.close();
    }

    @Test
    void nothingThatCallersCallThemselvesIsLogged() throws Exception {
        String token = readAPage().getExposureToken();
        for (MethodDescriptor<?, ?> method : methods()) {
            byte[] whole = filled(prototype(method).toBuilder(), 0).build().toByteArray();
            call(method.getFullMethodName(), method.getType(), whole);
            call(
                    method.getFullMethodName(),
                    method.getType(),
                    (NAME + "\u001b[31m\n").getBytes(StandardCharsets.UTF_8));
            call(
                    method.getFullMethodName(),
                    method.getType(),
                    java.util.Arrays.copyOf(whole, Math.max(0, whole.length - 1)));
        }
        call("reco.v1." + NAME + "/" + NAME, MethodDescriptor.MethodType.UNARY, new byte[0]);
        oddFrames();
        server.stop();

        List<String> lines =
                List.copyOf(logged.list).stream().map(LoggedNamesTest::text).toList();
        assertThat(lines).anyMatch(line -> line.startsWith("serving ")).anyMatch(line -> line.startsWith("stopped"));
        assertThat(lines).noneMatch(line -> line.contains(NAME)).noneMatch(line -> line.contains(token));
    }

    private static String text(ILoggingEvent event) {
        // Which articles somebody changed is what the audit log is for.
        return event.getFormattedMessage().replaceAll(" \\w*article_ids?=\\S+", "")
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }

    /** A page of a reader with that name, who then does something with it. */
    private RecommendResponse readAPage() {
        RecommendResponse page = server.pages()
                .recommend(RecommendRequest.newBuilder().setReaderId(NAME).build());
        for (String token : List.of(page.getExposureToken(), page.getExposureToken() + NAME)) {
            var unused = server.feedback()
                    .reportEvents(ReportEventsRequest.newBuilder()
                            .addEvents(Event.newBuilder()
                                    .setEventId(NAME + token.length())
                                    .setReaderId(NAME)
                                    .setArticleId(page.getResults(0).getArticleId())
                                    .setType(EventType.EVENT_TYPE_VIEW)
                                    .setExposureToken(token))
                            .build());
        }
        return page;
    }

    private static List<MethodDescriptor<?, ?>> methods() {
        List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
        Contract.services().forEach(service -> methods.addAll(service.getMethods()));
        return methods;
    }

    private static Message prototype(MethodDescriptor<?, ?> method) {
        var marshaller = (MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller();
        return (Message) Objects.requireNonNull(marshaller.getMessagePrototype());
    }

    /** Every text and all bytes of a message are that name, and all else has a value. */
    private static Message.Builder filled(Message.Builder message, int depth) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if ((field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == DEPTH_MAX) || field.isMapField()) {
                continue;
            }
            Object value = switch (field.getJavaType()) {
                case STRING -> NAME;
                case BYTE_STRING -> ByteString.copyFromUtf8(NAME);
                case MESSAGE ->
                    filled(message.newBuilderForField(field), depth + 1).build();
                case ENUM ->
                    field.getEnumType()
                            .getValues()
                            .get(field.getEnumType().getValues().size() - 1);
                case INT -> 1;
                case LONG -> field.getContainingType().equals(Timestamp.getDescriptor()) ? 1_700_000_000L : 1L;
                case BOOLEAN -> false;
                case DOUBLE -> 0.5;
                case FLOAT -> 0.5f;
            };
            if (field.isRepeated()) {
                message.addRepeatedField(field, value);
            } else if (field.getContainingOneof() == null || !message.hasOneof(field.getContainingOneof())) {
                message.setField(field, value);
            }
        }
        return message;
    }

    /** Whatever comes of it: a stream that lasts is given up when it has said something. */
    private void call(String method, MethodDescriptor.MethodType type, byte[] request) throws InterruptedException {
        Metadata headers = new Metadata();
        for (String name : List.of("authorization", "idempotency-key", "x-" + NAME)) {
            headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), NAME);
        }
        CountDownLatch ended = new CountDownLatch(1);
        ClientCall<byte[], byte[]> call = server.channel()
                .newCall(RawBytes.method(type, method), CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        if (!type.serverSendsOneMessage()) {
                            call.cancel("it has said something", null);
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.countDown();
                    }
                },
                headers);
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
        ended.await();
    }

    /** What the transport refuses by itself. */
    private void oddFrames() throws IOException {
        String[][] odd = {
            {"grpc-timeout", NAME},
            {"grpc-encoding", NAME},
            {"te", NAME},
            {"content-type", NAME},
            {"user-agent", NAME},
            {"authorization", NAME + "\n" + NAME},
            {NAME + "-bin", NAME + "!"}
        };
        for (String[] headers : odd) {
            try (RawConnection connection = new RawConnection(server.port(), NAME + "/" + NAME)) {
                int stream = connection.startWith(headers);
                connection.data(stream, new byte[] {0, 0, 0, 0, 9, 1}, true);
                connection.flush();
                connection.isCutWithin(100);
            }
        }
    }
}
