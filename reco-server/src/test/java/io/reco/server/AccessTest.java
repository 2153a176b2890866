package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.google.gson.JsonParser;
import com.google.rpc.ErrorInfo;
import com.nimbusds.jose.jwk.ECKey;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.stub.MetadataUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.Article;
import io.reco.api.v1.ArticleFilter;
import io.reco.api.v1.ArticleStats;
import io.reco.api.v1.ArticleStatus;
import io.reco.api.v1.ArticleView;
import io.reco.api.v1.CatalogServiceGrpc;
import io.reco.api.v1.DeleteArticlesRequest;
import io.reco.api.v1.Event;
import io.reco.api.v1.EventType;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.FeedbackServiceGrpc;
import io.reco.api.v1.GetArticlesRequest;
import io.reco.api.v1.GetArticlesResponse;
import io.reco.api.v1.ListArticlesRequest;
import io.reco.api.v1.Reader;
import io.reco.api.v1.ReaderServiceGrpc;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.RecommendServiceGrpc;
import io.reco.api.v1.RelatedArticlesRequest;
import io.reco.api.v1.ReportEventsRequest;
import io.reco.api.v1.ReportEventsResponse;
import io.reco.api.v1.SignedExposure;
import io.reco.api.v1.UpdateReaderRequest;
import io.reco.api.v1.UpsertArticlesRequest;
import io.reco.server.access.Grant;
import io.reco.server.access.Permissions;
import io.reco.server.access.Role;
import io.reco.server.access.token.NewToken;
import io.reco.server.http.RawHttp;

/** Who may make which call, against a server that asks everybody who they are. */
class AccessTest {

    private static final String READER = "7";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> CHALLENGE =
            Metadata.Key.of("www-authenticate", Metadata.ASCII_STRING_MARSHALLER);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private static TokenIssuer issuer = new TokenIssuer(Instant.EPOCH);
    private static ECKey key;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Role role : Role.values()) {
            NewToken made = NewToken.make(role.text(), Set.of(role), new SecureRandom());
            tokens.put(role, made.token());
            lines.add(made.line());
        }
        Path file = Files.write(folder.resolve("tokens"), lines);
        key = TokenIssuer.p256("one");
        Path keys = Files.writeString(folder.resolve("keys.json"), TokenIssuer.published(key.toPublicJWK()));
        Clock clock = Clock.systemUTC();
        issuer = new TokenIssuer(clock.instant());
        server = RunningServer.start(
                folder.resolve("store"),
                clock,
                Map.of(
                        Settings.HTTP_PORT,
                        "0",
                        Settings.TOKENS,
                        file.toString(),
                        Settings.JWT_JWKS,
                        keys.toString(),
                        Settings.JWT_ISSUER,
                        TokenIssuer.ISSUER,
                        Settings.JWT_AUDIENCE,
                        TokenIssuer.AUDIENCE,
                        Settings.JWT_READERS,
                        "true"));
        fill(clock.instant());
    }

    /** Articles 1..20 live, 21 hidden, 22 expired, 23 scheduled. */
    private static void fill(Instant now) {
        UpsertArticlesRequest.Builder articles = UpsertArticlesRequest.newBuilder();
        for (int id = 1; id <= 23; id++) {
            Article.Builder article = Article.newBuilder().setArticleId(Integer.toString(id));
            article.setTitle("Article " + id).setHidden(id == 21);
            article.getPublishTimeBuilder().setSeconds(now.getEpochSecond() + (id == 23 ? 86_400 : -86_400));
            if (id == 22) {
                article.getExpireTimeBuilder().setSeconds(now.getEpochSecond() - 3_600);
            }
            articles.addArticles(article);
        }
        assertThat(CatalogServiceGrpc.newBlockingStub(as(Role.ADMIN))
                        .upsertArticles(articles.build())
                        .getUpsertedCount())
                .isEqualTo(23);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Channel as(Role role) {
        return withToken(tokens.getOrDefault(role, ""));
    }

    private static Channel asReader() throws Exception {
        return withToken(issuer.ofReader(key, READER));
    }

    private static Channel withToken(String token) {
        return with("Bearer " + token);
    }

    private static Channel with(String authorization) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, authorization);
        return ClientInterceptors.intercept(server.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static List<MethodDescriptor<?, ?>> methods() {
        List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
        for (ServiceDescriptor service : Contract.services()) {
            methods.addAll(service.getMethods());
        }
        return methods;
    }

    /** What becomes of an empty request: OK as soon as there is an answer, whatever would come after it. */
    private static <Q, A> Status outcome(Channel channel, MethodDescriptor<Q, A> method) throws Exception {
        CompletableFuture<Status> outcome = new CompletableFuture<>();
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(A message) {
                        outcome.complete(Status.OK);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        outcome.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(
                ((MethodDescriptor.PrototypeMarshaller<Q>) method.getRequestMarshaller()).getMessagePrototype());
        call.halfClose();
        Status status = outcome.get(20, TimeUnit.SECONDS);
        call.cancel("seen enough", null);
        return status;
    }

    @Test
    void aMethodIsOpenToTheRolesThatTheTableNamesAndToNoOther() throws Exception {
        for (MethodDescriptor<?, ?> method : methods()) {
            String name = method.getFullMethodName();
            for (Role role : Role.values()) {
                assertLetIn(name + " as " + role, outcome(as(role), method), Permissions.of(name, role));
            }
            assertLetIn(name + " as a reader", outcome(asReader(), method), Permissions.ofReaders(name));
        }
    }

    private static void assertLetIn(String what, Status status, Grant grant) {
        if (grant == Grant.NO) {
            assertThat(status.getCode()).as(what).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(status.getDescription()).as(what).matches("role: .* \\(expected: .*admin\\)");
        } else {
            assertThat(status.getCode())
                    .as(what)
                    .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
        }
    }

    @Test
    void overHttpItIsTheSame() throws Exception {
        for (MethodDescriptor<?, ?> method : methods()) {
            if (method.getType() != MethodDescriptor.MethodType.UNARY) {
                continue; // there are no streams
            }
            String name = method.getFullMethodName();
            for (Role role : Role.values()) {
                assertLetInByHttp(
                        name + " as " + role, post(name, tokens.getOrDefault(role, "")), Permissions.of(name, role));
            }
            HttpResponse<String> reader = post(name, issuer.ofReader(key, READER));
            assertLetInByHttp(name + " as a reader", reader, Permissions.ofReaders(name));
            for (String wrong : new String[] {null, "", "reco_" + "0".repeat(64)}) {
                HttpResponse<String> answer = post(name, wrong);

                assertThat(answer.statusCode()).as(name).isEqualTo(401);
                assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
                assertThat(answer.body()).contains("\"unauthenticated\"", "(expected: Bearer TOKEN)");
            }
        }
    }

    private static void assertLetInByHttp(String what, HttpResponse<String> answer, Grant grant) {
        if (grant == Grant.NO) {
            assertThat(answer.statusCode()).as(what).isEqualTo(403);
            assertThat(answer.body()).as(what).contains("\"permission_denied\"", "\"role: ");
        } else {
            assertThat(answer.statusCode()).as(what + answer.body()).isIn(200, 400, 404);
        }
    }

    private static HttpResponse<String> post(String path, @Nullable String token) throws Exception {
        HttpRequest.Builder request = http(path, token).header("content-type", "application/json");
        return HTTP.send(request.POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder http(String path, @Nullable String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/" + path));
        return token == null ? request : request.header("authorization", "Bearer " + token);
    }

    /** Two that keep a body back until they are told to send it (RFC 9110 section 10.1.1). */
    @Test
    void overHttpABodyIsAskedForOfNobodyWhoIsNotLetIn() throws Exception {
        String head = String.join(
                "\r\n",
                "POST /reco.v1.RecommendService/Recommend HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                "Content-Type: application/json",
                "Content-Length: 2",
                "Expect: 100-continue",
                "");
        try (RawHttp stranger = new RawHttp(server.httpPort());
                RawHttp known = new RawHttp(server.httpPort())) {
            stranger.send(head + "\r\n");
            known.send(head + "Authorization: Bearer " + tokens.get(Role.READ) + "\r\n\r\n");

            assertThat(stranger.readAll()).startsWith("HTTP/1.1 401 ").doesNotContain(" 100 ");
            assertThat(known.read()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(known.send("{}").readAll()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void overHttpARefusalSaysWhatIsMissingToo() throws Exception {
        HttpResponse<String> missing = post("UserRecommend/user_recommend", null);
        HttpResponse<String> wrong = post("UserRecommend/user_recommend", "reco_" + "0".repeat(64));
        HttpResponse<String> denied = post("UserRecommend/user_recommend", tokens.getOrDefault(Role.FEED, ""));

        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(missing.headers().allValues("www-authenticate")).containsExactly("Bearer");
        assertThat(missing.body()).contains("\"authorization: none (expected: Bearer TOKEN)\"", "\"TOKEN_MISSING\"");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().allValues("www-authenticate"))
                .hasSize(1)
                .allMatch(text -> text.startsWith("Bearer"));
        assertThat(wrong.body()).contains("\"TOKEN_REFUSED\"").doesNotContain("000000");
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.headers().allValues("www-authenticate")).isEmpty();
        assertThat(denied.body()).contains("\"ROLE_MISSING\"");
    }

    @Test
    void overHttpAReadersTokenIsOfThatReader() throws Exception {
        String own = issuer.ofReader(key, READER);
        String page = post("reco.v1.RecommendService/Recommend", own).body();
        HttpRequest another = http("reco.v1.RecommendService/Recommend", own)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"readerId\": \"8\"}"))
                .build();

        String token = JsonParser.parseString(page)
                .getAsJsonObject()
                .get("exposureToken")
                .getAsString();
        SignedExposure signed = SignedExposure.parseFrom(Base64.getUrlDecoder().decode(token));
        assertThat(Exposure.parseFrom(signed.getExposure()).getReaderId()).isEqualTo(READER);
        assertThat(HTTP.send(another, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

    @Test
    void metricsAreForWhoHasARoleAndTellWhoWasNotLetIn() throws Exception {
        assertThat(get("metrics", null)).isEqualTo(401);
        assertThat(get("metrics", issuer.ofReader(key, READER))).isEqualTo(403);
        assertThat(get("healthz", null)).isEqualTo(200);
        assertThat(get("readyz", null)).isEqualTo(200);

        HttpResponse<String> metrics =
                HTTP.send(http("metrics", tokens.getOrDefault(Role.READ, "")).build(), BodyHandlers.ofString());

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body())
                .contains("reco_denials_total{reason=\"TOKEN_MISSING\"}")
                .contains("reco_denials_total{reason=\"ROLE_MISSING\"}");
    }

    private static int get(String path, @Nullable String token) throws Exception {
        return HTTP.send(http(path, token).build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void healthIsForEverybodyAndReflectionForWhoHasARole() throws Exception {
        assertThat(outcome(server.channel(), HealthGrpc.getCheckMethod()).getCode())
                .isEqualTo(Status.Code.OK);
        MethodDescriptor<?, ?> reflection = ServerReflectionGrpc.getServerReflectionInfoMethod();
        assertThat(outcome(server.channel(), reflection).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(outcome(asReader(), reflection).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(outcome(as(Role.READ), reflection).getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void whoSaysNothingOrSomethingWrongMayNothing() throws Exception {
        for (MethodDescriptor<?, ?> method : methods()) {
            for (Channel channel : List.of(
                    server.channel(),
                    with("Basic cmVjbzpyZWNv"),
                    with(""),
                    with("Bearer"),
                    with("Bearer "),
                    withToken("reco_" + "0".repeat(64)),
                    withToken(tokens.getOrDefault(Role.ADMIN, "") + "0"),
                    withToken(tokens.getOrDefault(Role.ADMIN, "").toUpperCase(java.util.Locale.ROOT)))) {
                Status status = outcome(channel, method);

                assertThat(status.getCode()).as(method.getFullMethodName()).isEqualTo(Status.Code.UNAUTHENTICATED);
                assertThat(status.getDescription()).matches("authorization: .* \\(expected: Bearer TOKEN\\)");
            }
        }
    }

    @Test
    void aRefusalSaysWhatIsMissingForProgramsToo() {
        StatusRuntimeException missing = refusal(() ->
                UserRecommendGrpc.newBlockingStub(server.channel()).userRecommend(UserRequest.getDefaultInstance()));
        StatusRuntimeException denied = refusal(
                () -> UserRecommendGrpc.newBlockingStub(as(Role.FEED)).userRecommend(UserRequest.getDefaultInstance()));

        assertThat(missing.getStatus().getDescription()).isEqualTo("authorization: none (expected: Bearer TOKEN)");
        assertThat(missing.getTrailers().get(CHALLENGE)).isEqualTo("Bearer");
        assertThat(reason(missing)).isEqualTo("TOKEN_MISSING");
        assertThat(denied.getStatus().getDescription())
                .isEqualTo("role: feed (expected: read, edit, support or admin)");
        assertThat(reason(denied)).isEqualTo("ROLE_MISSING");
    }

    @Test
    void ofTwoTokensNoneIsTaken() throws Exception {
        Metadata twice = new Metadata();
        twice.put(AUTHORIZATION, "Bearer " + tokens.get(Role.READ));
        twice.put(AUTHORIZATION, "Bearer " + tokens.get(Role.ADMIN));
        Channel channel =
                ClientInterceptors.intercept(server.channel(), MetadataUtils.newAttachHeadersInterceptor(twice));

        StatusRuntimeException refused = refusal(
                () -> UserRecommendGrpc.newBlockingStub(channel).userRecommend(UserRequest.getDefaultInstance()));

        assertThat(refused.getStatus().getDescription()).isEqualTo("authorization: given twice (expected: once)");
        assertThat(reason(refused)).isEqualTo("TOKEN_REFUSED");
        for (String path : List.of("metrics", "reco.v1.AdminService/GetStatus")) {
            HttpRequest http = http(path, tokens.get(Role.READ))
                    .header("authorization", "Bearer " + tokens.get(Role.ADMIN))
                    .header("content-type", "application/json")
                    .method(path.equals("metrics") ? "GET" : "POST", BodyPublishers.ofString("{}"))
                    .build();
            assertThat(HTTP.send(http, BodyHandlers.discarding()).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test
    void readDoesNotExplainOrTry() {
        RecommendServiceGrpc.RecommendServiceBlockingStub pages = RecommendServiceGrpc.newBlockingStub(as(Role.READ));

        for (RecommendRequest request : List.of(
                RecommendRequest.newBuilder().setExplain(true).build(),
                RecommendRequest.newBuilder().setValidateOnly(true).build(),
                RecommendRequest.newBuilder().addExplainArticleIds("1").build())) {
            assertDenied("ROLE_MISSING", () -> pages.recommend(request));
        }
        assertDenied(
                "ROLE_MISSING",
                () -> pages.relatedArticles(RelatedArticlesRequest.newBuilder()
                        .setArticleId("1")
                        .setExplain(true)
                        .build()));
        assertThat(pages.recommend(
                                RecommendRequest.newBuilder().setReaderId("9").build())
                        .getResultsCount())
                .isEqualTo(10);
    }

    @Test
    void supportExplainsAndTries() {
        RecommendRequest request = RecommendRequest.newBuilder()
                .setExplain(true)
                .setValidateOnly(true)
                .build();

        assertThat(RecommendServiceGrpc.newBlockingStub(as(Role.SUPPORT))
                        .recommend(request)
                        .getResultsCount())
                .isEqualTo(10);
    }

    @Test
    void readSeesOfTheCatalogueWhatMayBeServedNow() {
        CatalogServiceGrpc.CatalogServiceBlockingStub seen = CatalogServiceGrpc.newBlockingStub(as(Role.READ));
        CatalogServiceGrpc.CatalogServiceBlockingStub whole = CatalogServiceGrpc.newBlockingStub(as(Role.EDIT));
        GetArticlesRequest asked = GetArticlesRequest.newBuilder()
                .addAllArticleIds(List.of("1", "21", "22", "23"))
                .build();

        GetArticlesResponse got = seen.getArticles(asked);

        assertThat(got.getArticlesList()).map(Article::getArticleId).containsExactly("1");
        assertThat(got.getMissingArticleIdsList()).containsExactly("21", "22", "23");
        assertThat(whole.getArticles(asked).getArticlesCount()).isEqualTo(4);
        assertThat(seen.listArticles(ListArticlesRequest.getDefaultInstance()).getArticlesCount())
                .isEqualTo(20);
        assertThat(whole.listArticles(ListArticlesRequest.getDefaultInstance()).getArticlesCount())
                .isEqualTo(23);
        assertDenied(
                "ROLE_MISSING",
                () -> seen.getArticles(
                        asked.toBuilder().setView(ArticleView.ARTICLE_VIEW_FULL).build()));
        assertDenied(
                "ROLE_MISSING",
                () -> seen.listArticles(ListArticlesRequest.newBuilder()
                        .setFilter(ArticleFilter.newBuilder().setStatus(ArticleStatus.ARTICLE_STATUS_HIDDEN))
                        .build()));
    }

    @Test
    void whatIsNotLiveIsMissingToReadWhateverBecameOfIt() throws Exception {
        CatalogServiceGrpc.CatalogServiceBlockingStub whole = CatalogServiceGrpc.newBlockingStub(as(Role.EDIT));
        List<String> all = new ArrayList<>();
        UpsertArticlesRequest.Builder more = UpsertArticlesRequest.newBuilder();
        for (int i = 0; i < 40; i++) { // more than are looked up in one piece
            all.add("gone-" + i);
            more.addArticles(Article.newBuilder().setArticleId("gone-" + i).setHidden(true));
        }
        assertThat(whole.upsertArticles(more.build()).getUpsertedCount()).isEqualTo(40);
        assertThat(whole.deleteArticles(DeleteArticlesRequest.newBuilder()
                                .addAllArticleIds(all.subList(0, 20))
                                .build())
                        .getDeletedCount())
                .isEqualTo(20);
        all.addAll(List.of("never", "23"));
        GetArticlesRequest asked =
                GetArticlesRequest.newBuilder().addAllArticleIds(all).build();

        for (Channel channel : List.of(as(Role.READ), asReader())) {
            GetArticlesResponse got =
                    CatalogServiceGrpc.newBlockingStub(channel).getArticles(asked);
            assertThat(got.getMissingArticleIdsList()).containsExactlyElementsOf(all);
            assertThat(got.getDeletedArticleIdsList()).isEmpty();
            for (String id : List.of("gone-0", "never", "23")) {
                assertThat(refusal(() -> RecommendServiceGrpc.newBlockingStub(channel)
                                        .relatedArticles(RelatedArticlesRequest.newBuilder()
                                                .setArticleId(id)
                                                .build()))
                                .getStatus()
                                .getDescription())
                        .isEqualTo("article_id: " + id + " (expected: an article of the catalogue)");
            }
        }
        assertThat(whole.getArticles(asked).getDeletedArticleIdsList()).hasSize(20);
        assertThat(RecommendServiceGrpc.newBlockingStub(as(Role.EDIT))
                        .relatedArticles(RelatedArticlesRequest.newBuilder()
                                .setArticleId("23")
                                .build()))
                .isNotNull();
    }

    @Test
    void whoHasTwoRolesMayWhatOneOfThemMay() throws Exception {
        String token = issuer.signed(
                key,
                issuer.claims()
                        .claim("reco_roles", List.of("feed", "edit", "other"))
                        .build());

        assertThat(outcome(withToken(token), CatalogServiceGrpc.getUpsertArticlesMethod())
                        .getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(outcome(withToken(token), FeedbackServiceGrpc.getReportEventsMethod())
                        .getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(outcome(withToken(token), ReaderServiceGrpc.getGetReaderMethod())
                        .getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void aReadersTokenSpeaksForThatReaderAlone() throws Exception {
        RecommendServiceGrpc.RecommendServiceBlockingStub pages = RecommendServiceGrpc.newBlockingStub(asReader());
        ReaderServiceGrpc.ReaderServiceBlockingStub readers = ReaderServiceGrpc.newBlockingStub(asReader());

        var unset = pages.recommend(RecommendRequest.getDefaultInstance());
        var updated = readers.updateReader(UpdateReaderRequest.newBuilder()
                .setReader(Reader.newBuilder().addFollowedTopics("sport"))
                .build());

        assertThat(RecommendServiceGrpc.newBlockingStub(as(Role.READ))
                        .recommend(RecommendRequest.newBuilder()
                                .setReaderId(READER)
                                .setPageTime(unset.getPageTime())
                                .build())
                        .getExposureToken())
                .as("the page of the reader whose token it is")
                .isEqualTo(unset.getExposureToken());
        assertThat(updated.getReader().getReaderId()).isEqualTo(READER);
        assertDenied(
                "READER_NOT_OWN",
                () -> pages.recommend(
                        RecommendRequest.newBuilder().setReaderId("8").build()));
        assertDenied(
                "READER_NOT_OWN",
                () -> pages.relatedArticles(RelatedArticlesRequest.newBuilder()
                        .setArticleId("1")
                        .setReaderId("8")
                        .build()));
        assertDenied(
                "READER_NOT_OWN",
                () -> readers.updateReader(UpdateReaderRequest.newBuilder()
                        .setReader(Reader.newBuilder().setReaderId("8"))
                        .build()));
        assertDenied(
                "ROLE_MISSING",
                () -> pages.recommend(
                        RecommendRequest.newBuilder().setExplain(true).build()));
    }

    @Test
    void inTheOriginalContractAReadersTokenIsOfTheNumberThatIsItsSubject() throws Exception {
        var pages = UserRecommendGrpc.newBlockingStub(asReader());
        var stranger = UserRecommendGrpc.newBlockingStub(withToken(issuer.ofReader(key, "a-cookie")));

        var page = pages.userRecommend(UserRequest.getDefaultInstance());

        assertThat(pages.userRecommend(UserRequest.newBuilder()
                                .setUserId(7)
                                .setTimeStamp(page.getTimeStamp())
                                .build())
                        .getExposure())
                .isEqualTo(page.getExposure());
        assertDenied(
                "READER_NOT_OWN",
                () -> pages.userRecommend(UserRequest.newBuilder().setUserId(8).build()));
        assertDenied("READER_WITHOUT_NUMBER", () -> stranger.userRecommend(UserRequest.getDefaultInstance()));
    }

    @Test
    void aReadersEventsNeedATokenOfAPageOfTheirOwn() throws Exception {
        RecommendResponse own =
                RecommendServiceGrpc.newBlockingStub(asReader()).recommend(RecommendRequest.getDefaultInstance());
        RecommendServiceGrpc.RecommendServiceBlockingStub all = RecommendServiceGrpc.newBlockingStub(as(Role.READ));
        RecommendResponse anothers =
                all.recommend(RecommendRequest.newBuilder().setReaderId("8").build());
        RecommendResponse nobodys = all.recommend(RecommendRequest.getDefaultInstance());

        ReportEventsResponse answer = FeedbackServiceGrpc.newBlockingStub(asReader())
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(event("own", "", own))
                        .addEvents(event("own-named", READER, own)
                                .setArticleId(own.getResults(1).getArticleId()))
                        .addEvents(event("without", "", own).clearExposureToken())
                        .addEvents(event("anothers", "", anothers))
                        .addEvents(event("nobodys", "", nobodys))
                        .build());

        assertThat(answer.getAcceptedCount()).isEqualTo(2);
        assertThat(answer.getRefusalsList()).allSatisfy(refusal -> {
            assertThat(refusal.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED.value());
            assertThat(refusal.getViolations(0).getReason()).isEqualTo("PAGE_NOT_OWN");
        });
        assertThat(answer.getRefusalsList()).map(refusal -> refusal.getIndex()).containsExactly(2, 3, 4);
        assertDenied(
                "READER_NOT_OWN",
                () -> FeedbackServiceGrpc.newBlockingStub(asReader())
                        .reportEvents(ReportEventsRequest.newBuilder()
                                .addEvents(event("of-8", "8", anothers))
                                .build()));
    }

    @Test
    void aReaderWhoSaysItThemselvesCountsOnceASlotAndTypeUnderWhateverIds() throws Exception {
        FeedbackServiceGrpc.FeedbackServiceBlockingStub themselves = FeedbackServiceGrpc.newBlockingStub(asReader());
        RecommendResponse page =
                RecommendServiceGrpc.newBlockingStub(asReader()).recommend(RecommendRequest.getDefaultInstance());
        String article = page.getResults(0).getArticleId();
        long before = stats(article).getViews();
        ReportEventsRequest.Builder many = ReportEventsRequest.newBuilder();
        for (int i = 0; i < 50; i++) {
            many.addEvents(event("again-" + i, "", page));
        }

        ReportEventsResponse answer = themselves.reportEvents(many.build());
        ReportEventsResponse later = themselves.reportEvents(
                many.setEvents(1, event("shared", "", page).setType(EventType.EVENT_TYPE_SHARE))
                        .setEvents(2, event("shared-too", "", page).setType(EventType.EVENT_TYPE_SHARE))
                        .build());
        ReportEventsResponse taste = themselves.reportEvents(ReportEventsRequest.newBuilder()
                .addEvents(event("liked", "", page).setType(EventType.EVENT_TYPE_LIKE))
                .addEvents(event("not", "", page)
                        .setType(EventType.EVENT_TYPE_LIKE)
                        .setRetracted(true))
                .addEvents(event("liked-again", "", page).setType(EventType.EVENT_TYPE_LIKE))
                .build());

        assertThat(answer.getAcceptedCount()).isOne();
        assertThat(answer.getDuplicateIndexesCount()).isEqualTo(49);
        assertThat(later.getAcceptedCount()).isOne();
        assertThat(taste.getAcceptedCount()).isEqualTo(3);
        assertThat(stats(article).getViews() - before).isOne();
    }

    @Test
    void aProgramThatReportsForReadersIsBelievedByEventIds() throws Exception {
        RecommendResponse page = RecommendServiceGrpc.newBlockingStub(as(Role.READ))
                .recommend(RecommendRequest.newBuilder().setReaderId("9").build());

        ReportEventsResponse answer = FeedbackServiceGrpc.newBlockingStub(as(Role.FEED))
                .reportEvents(ReportEventsRequest.newBuilder()
                        .addEvents(event("first", "9", page))
                        .addEvents(event("second", "9", page))
                        .addEvents(event("second", "9", page))
                        .build());

        assertThat(answer.getAcceptedCount()).isEqualTo(2);
    }

    private static ArticleStats stats(String article) {
        return CatalogServiceGrpc.newBlockingStub(as(Role.EDIT))
                .getArticles(GetArticlesRequest.newBuilder()
                        .addArticleIds(article)
                        .setView(ArticleView.ARTICLE_VIEW_FULL)
                        .build())
                .getArticles(0)
                .getStats();
    }

    private static Event.Builder event(String id, String reader, RecommendResponse page) {
        return Event.newBuilder()
                .setEventId(id)
                .setReaderId(reader)
                .setArticleId(page.getResults(0).getArticleId())
                .setType(EventType.EVENT_TYPE_VIEW)
                .setExposureToken(page.getExposureToken());
    }

    private interface Call {
        Object make() throws Exception;
    }

    private static StatusRuntimeException refusal(Call call) {
        try {
            throw new AssertionError("answered " + call.make());
        } catch (StatusRuntimeException e) {
            return e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertDenied(String reason, Call call) {
        StatusRuntimeException refusal = refusal(call);
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refusal.getStatus().getDescription()).contains(" (expected: ");
        assertThat(reason(refusal)).isEqualTo(reason);
    }

    private static String reason(StatusRuntimeException refusal) {
        try {
            return StatusProto.fromThrowable(refusal)
                    .getDetails(0)
                    .unpack(ErrorInfo.class)
                    .getReason();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
