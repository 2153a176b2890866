package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import io.reco.api.v1.Article;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.ExportReaderRequest;
import io.reco.api.v1.MergeReadersRequest;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.server.access.Grant;
import io.reco.server.access.Permissions;
import io.reco.server.access.Role;
import io.reco.server.access.token.NewToken;
import io.reco.server.grpc.audit.Audited;

/** Who changed what, and who looked at what only few may see, leaves a line; through a real server. */
@Timeout(120)
class AuditTest {

    private static final String READER = "reader-whose-id-is-in-no-log";

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    Path data;

    private final Logger logger = (Logger) LoggerFactory.getLogger("reco.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        server = RunningServer.start(data, Clock.systemUTC(), Map.of(Settings.HTTP_PORT, "0"));
    }

    @AfterEach
    void stop() {
        server.close();
        logger.detachAppender(lines);
    }

    @Test
    void everyMethodIsDecidedOn() {
        Map<String, Audited> decided = new TreeMap<>();
        for (MethodDescriptor<?, ?> method : methods()) {
            String name = method.getFullMethodName();
            assertThat(Audited.of(name)).as(name + " (see Audited)").isPresent();
            Audited.of(name).ifPresent(answer -> decided.put(name, answer));
        }

        assertThat(decided).hasSizeGreaterThan(15);
        decided.forEach((name, answer) -> {
            boolean few = Permissions.of(name, Role.READ) == Grant.NO
                    && Permissions.of(name, Role.FEED) == Grant.NO
                    && Permissions.of(name, Role.EDIT) == Grant.NO;
            boolean editing = Permissions.of(name, Role.EDIT) == Grant.YES
                    && Permissions.of(name, Role.SUPPORT) == Grant.NO
                    && !name.endsWith("/GetStatus")
                    && !name.endsWith("/GetArticleFunnel"); // looks
            boolean partly = Permissions.of(name, Role.READ) == Grant.PLAIN;
            Audited expected = few || editing || name.endsWith("/MergeReaders")
                    ? Audited.ALWAYS
                    : partly ? Audited.PRIVILEGED : Audited.NEVER;
            assertThat(answer).as(name).isEqualTo(expected);
        });
    }

    @Test
    void everyCallOfAnAuditedMethodLeavesItsLineWhateverBecomesOfIt() {
        TreeSet<String> audited = new TreeSet<>();
        TreeSet<String> others = new TreeSet<>();
        for (MethodDescriptor<?, ?> method : methods()) {
            Audited answer = Audited.of(method.getFullMethodName()).orElseThrow();
            (answer == Audited.NEVER ? others : audited).add(method.getFullMethodName());
            call(method);
        }

        await().untilAsserted(() -> assertThat(ended()).containsExactlyElementsOf(audited));
        assertThat(others).isNotEmpty();
        assertThat(texts()).noneMatch(line -> line.contains(READER));
        audited.forEach(method -> assertThat(texts())
                .as(method + ": one line at its end")
                .filteredOn(line -> line.contains("method=" + method + " ") && !line.contains("outcome=BEGUN"))
                .hasSize(1));
    }

    @Test
    void aLineSaysWhoDidWhatToWhichArticlesAndWhatBecameOfIt() {
        UpsertArticlesRequest.Builder many = UpsertArticlesRequest.newBuilder().setValidateOnly(true);
        IntStream.range(0, 12).forEach(i -> many.addArticles(article("a-" + i)));
        var unused = server.catalog()
                .upsertArticles(many.addArticles(article("bad id\nINFO forged")).build());
        var unusedToo = server.catalog()
                .deleteArticles(
                        DeleteArticlesRequest.newBuilder().addArticleIds("a-0").build());

        await().untilAsserted(() -> assertThat(texts()).hasSize(2));
        assertThat(texts().get(0).replaceAll("ms=\\d+", "ms=N"))
                .isEqualTo("call method=reco.v1.CatalogService/UpsertArticles caller=\"anybody\" roles=[admin]"
                        + " address=127.0.0.1 outcome=OK refused=1 ms=N"
                        + " article_ids=[\"a-0\",\"a-1\",\"a-2\",\"a-3\",\"a-4\",\"a-5\",\"a-6\",\"a-7\",\"a-8\",\"a-9\"]"
                        + " article_ids_count=13 validate_only=true");
        assertThat(texts().get(1)).endsWith(" article_ids=[\"a-0\"]");
        assertThat(server.metric(
                        "reco_audit_lines_total{grpc_method=\"reco.v1.CatalogService/DeleteArticles\",outcome=\"OK\"}"))
                .isEqualTo(1);
    }

    @Test
    void whatCallersChoseCannotForgeALine() {
        DeleteArticlesRequest forged = DeleteArticlesRequest.newBuilder()
                .addArticleIds("x\" outcome=OK\nforged \u001b[2J\\")
                .build();
        assertThatThrownBy(() -> server.catalog().deleteArticles(forged)).isInstanceOf(StatusRuntimeException.class);

        await().untilAsserted(() -> assertThat(texts()).hasSize(1));
        assertThat(texts().get(0))
                .contains(" outcome=INVALID_ARGUMENT ")
                .endsWith("article_ids=[\"x\\u0022\\u0020outcome=OK\\u000aforged\\u0020\\u001b[2J\\u005c\"]");
    }

    @Test
    void aReaderIsTheSameKeyInAllLinesAndNoId() {
        var unused = server.readers()
                .mergeReaders(MergeReadersRequest.newBuilder()
                        .setFromReaderId("cookie")
                        .setIntoReaderId(READER)
                        .setRequestId("m-1")
                        .build());
        Iterator<?> export = server.readers()
                .exportReader(
                        ExportReaderRequest.newBuilder().setReaderId(READER).build());
        export.forEachRemaining(part -> {});

        await().untilAsserted(() -> assertThat(texts()).hasSize(3));
        String key = texts().get(0).replaceAll(".* into_reader_id=([0-9a-f]{16}).*", "$1");
        assertThat(key).hasSize(16);
        assertThat(texts().get(0)).contains(" from_reader_id=").doesNotContain("cookie", READER);
        assertThat(texts().get(1)).contains("outcome=BEGUN").endsWith(" reader_id=" + key);
        assertThat(texts().get(2)).contains("outcome=OK").endsWith(" reader_id=" + key);
    }

    @Test
    void aPageIsNobodysBusinessUnlessItIsExplained() {
        var unused = server.pages()
                .recommend(RecommendRequest.newBuilder().setReaderId(READER).build());
        var unusedToo = server.pages()
                .recommend(RecommendRequest.newBuilder()
                        .setReaderId(READER)
                        .setValidateOnly(true)
                        .setExplain(true)
                        .build());

        await().untilAsserted(() -> assertThat(texts()).hasSize(1));
        assertThat(texts().get(0))
                .contains(
                        "method=reco.v1.RecommendService/Recommend ",
                        " reader_id=",
                        "validate_only=true",
                        "explain=true")
                .doesNotContain(READER);
    }

    @Test
    void whatNeedsTheRoleIsNotedThoughTheRestOfTheRequestIsWrong() {
        RecommendRequest absent =
                RecommendRequest.newBuilder().addExplainArticleIds("moss").build();
        assertThatThrownBy(() -> server.pages().recommend(absent)).hasMessageContaining("explain_article_ids");

        await().untilAsserted(() -> assertThat(texts())
                .singleElement()
                .asString()
                .contains("method=reco.v1.RecommendService/Recommend ", " outcome=INVALID_ARGUMENT "));
    }

    @Test
    void aCallOverHttpLeavesOneLineAsWell() throws Exception {
        JsonClient json = new JsonClient(server.httpPort());

        assertThat(json.call("reco.v1.CatalogService/DeleteArticles", "{\"articleIds\": [\"a\"]}")
                        .status())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(texts()).isNotEmpty());
        assertThat(texts())
                .singleElement()
                .asString()
                .contains("/DeleteArticles ", " address=127.0.0.1 outcome=OK ")
                .endsWith(" article_ids=[\"a\"]");
    }

    @Test
    void whoMayNotIsNotedToo(@TempDir Path other) throws Exception {
        NewToken site = NewToken.make("site", Set.of(Role.READ, Role.FEED), new SecureRandom());
        Path tokens = Files.write(other.resolve("tokens"), List.of(site.line()));
        try (RunningServer guarded = RunningServer.start(
                other.resolve("store"), Clock.systemUTC(), Map.of(Settings.TOKENS, tokens.toString()))) {
            Metadata presented = new Metadata();
            presented.put(AUTHORIZATION, "Bearer " + site.token());
            Channel channel = ClientInterceptors.intercept(
                    guarded.channel(), MetadataUtils.newAttachHeadersInterceptor(presented));

            assertThatThrownBy(() -> CatalogServiceGrpc.newBlockingStub(channel)
                            .deleteArticles(DeleteArticlesRequest.getDefaultInstance()))
                    .hasMessageContaining("PERMISSION_DENIED");
            assertThatThrownBy(() -> RecommendServiceGrpc.newBlockingStub(channel)
                            .recommend(RecommendRequest.newBuilder()
                                    .setReaderId(READER)
                                    .setExplain(true)
                                    .build()))
                    .hasMessageContaining("PERMISSION_DENIED");
            // Nobody knows who this is: such calls are counted, and leave no line.
            assertThatThrownBy(() -> guarded.catalog().deleteArticles(DeleteArticlesRequest.getDefaultInstance()))
                    .hasMessageContaining("UNAUTHENTICATED");

            await().untilAsserted(() -> assertThat(texts()).hasSizeGreaterThanOrEqualTo(2));
            assertThat(texts()).hasSize(2).allMatch(line -> line.contains(" caller=\"site\" roles=[read,feed] "));
            assertThat(texts().get(0)).contains("DeleteArticles ", " outcome=PERMISSION_DENIED ");
            assertThat(texts().get(1)).contains("/Recommend ", " outcome=PERMISSION_DENIED ", " explain=true");
        }
    }

    private static Article article(String id) {
        return Article.newBuilder().setArticleId(id).setTitle("Title").build();
    }

    private List<String> texts() {
        return List.copyOf(lines.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Methods whose calls have left a line at their end. */
    private Set<String> ended() {
        TreeSet<String> methods = new TreeSet<>();
        texts().stream()
                .filter(line -> !line.contains("outcome=BEGUN"))
                .forEach(line -> methods.add(line.replaceAll("^call method=(\\S+) .*", "$1")));
        return methods;
    }

    private static List<MethodDescriptor<?, ?>> methods() {
        List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
        Contract.services().forEach(service -> methods.addAll(service.getMethods()));
        return methods;
    }

    /** Calls it with its reader and its switches set, as far as it has them, reads what comes first and gives up. */
    @SuppressWarnings("unchecked") // a method of the contract takes messages
    private <A> void call(MethodDescriptor<?, A> any) {
        MethodDescriptor<Message, A> method = (MethodDescriptor<Message, A>) any;
        Message prototype = ((PrototypeMarshaller<Message>) method.getRequestMarshaller()).getMessagePrototype();
        Context.CancellableContext patience = Context.current().withCancellation();
        try {
            Iterator<A> answers = patience.call(() -> ClientCalls.blockingServerStreamingCall(
                    server.channel(), method, CallOptions.DEFAULT, filled(prototype)));
            if (answers.hasNext()) {
                var unused = answers.next();
            }
        } catch (StatusRuntimeException e) {
            // Refused: it leaves its line all the same.
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            patience.cancel(null);
        }
    }

    private static Message filled(Message prototype) {
        Message.Builder filled = prototype.newBuilderForType();
        for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
            if (field.getName().endsWith("reader_id")) {
                filled.setField(field, READER);
            } else if (field.getName().equals("validate_only")
                    || field.getName().equals("explain")) {
                filled.setField(field, true);
            }
        }
        return filled.build();
    }
}
