package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.UserRecommendGrpc;
import io.reco.api.UserRequest;
import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.GetStatusRequest;
import io.reco.server.Authority.Identity;
import io.reco.server.access.Role;
import io.reco.server.access.token.NewToken;

/** Roles of clients that show a certificate, beside tokens. */
class ClientCertificateRolesTest {

    @TempDir
    private static Path folder;

    private static final NewToken token = NewToken.make("site", Set.of(Role.READ), new SecureRandom());
    private static Authority authority;
    private static Identity editor;
    private static Identity unnamed;
    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        authority = Authority.in(folder.resolve("ours"));
        Identity server = authority.server("server");
        editor = authority.issue("editor");
        unnamed = authority.issue("unnamed");
        Path clients = Files.writeString(folder.resolve("clients"), "# who may edit\ncn=EDITOR : edit\n");
        Path tokens = Files.writeString(folder.resolve("tokens"), token.line());
        running = RunningServer.start(
                folder.resolve("store"),
                Clock.systemUTC(),
                Map.of(
                        Settings.TLS_CERT, server.chain().toString(),
                        Settings.TLS_KEY, server.key().toString(),
                        Settings.TLS_CLIENT_CA, authority.certificate().toString(),
                        Settings.TLS_CLIENT_AUTH, "optional",
                        Settings.CLIENT_ROLES, clients.toString(),
                        Settings.TOKENS, tokens.toString()));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void aCertificateThatTheFileNamesHasItsRoles() throws IOException {
        assertThat(page(editor, null)).isEqualTo(Status.Code.OK);
        assertThat(status(editor, null)).isEqualTo(Status.Code.OK);
    }

    @Test
    void aGoodCertificateThatTheFileDoesNotNameIsNobody() throws IOException {
        assertThat(page(unnamed, null)).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(page(null, null)).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void aTokenDecidesAloneWhereThereIsOne() throws IOException {
        assertThat(page(unnamed, token.token())).isEqualTo(Status.Code.OK);
        assertThat(page(null, token.token())).isEqualTo(Status.Code.OK);
        assertThat(status(editor, token.token())).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(page(editor, "reco_wrong")).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    private static Status.Code page(@Nullable Identity shown, @Nullable String bearer) throws IOException {
        return code(
                shown,
                bearer,
                channel -> UserRecommendGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .userRecommend(UserRequest.getDefaultInstance()));
    }

    private static Status.Code status(@Nullable Identity shown, @Nullable String bearer) throws IOException {
        return code(
                shown,
                bearer,
                channel -> AdminServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .getStatus(GetStatusRequest.getDefaultInstance()));
    }

    private interface Call {
        Object on(Channel channel);
    }

    private static Status.Code code(@Nullable Identity shown, @Nullable String bearer, Call call) throws IOException {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
                .trustManager(authority.certificate().toFile());
        if (shown != null) {
            credentials.keyManager(shown.chain().toFile(), shown.key().toFile());
        }
        Metadata headers = new Metadata();
        if (bearer != null) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + bearer);
        }
        ManagedChannel channel = Grpc.newChannelBuilder("localhost:" + running.port(), credentials.build())
                .build();
        try {
            var unused =
                    call.on(ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }
}
