package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.reco.api.v1.EventType;
import io.reco.server.config.Setting;
import io.reco.server.files.PrivateFiles;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.ValkeyProcess;
import io.reco.server.store.valkey.shard.node.Login;

/** Servers on a cluster that talks TLS, with callers and among itself, and lets in only who has a password. */
@Timeout(300)
class SecuredClusterTest {

    /** What a server of ours does there, and no more. */
    private static final String ACL =
            "user reco on >hush ~reco:{* resetchannels -@all +@read +@write +@scripting +@connection"
                    + " -@dangerous +wait +time +info +config|get +cluster|nodes";

    private static final Duration AT_ONCE = Duration.ofSeconds(30);

    @TempDir
    private static Path files;

    private static Authority authority;
    private static ValkeyCluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void startCluster() throws Exception {
        authority = Authority.in(files.resolve("authority"));
        Authority.Identity machine = authority.server("machine");
        Login admin = new Login(Optional.empty(), Optional.of("all"), Optional.of(authority.certificate()));
        cluster = ValkeyCluster.start(
                admin,
                "tls-cert-file " + machine.chain(),
                "tls-key-file " + machine.key(),
                "tls-ca-cert-file " + authority.certificate(),
                "tls-auth-clients optional",
                "tls-cluster yes",
                "tls-replication yes",
                "user default on >all ~* &* +@all",
                "primaryauth all",
                ACL);
    }

    @AfterAll
    static void endCluster() throws IOException {
        cluster.close();
    }

    private Map<Setting<?>, String> settings(String password, Path authorities) throws IOException {
        Path file = folder.resolve("password");
        Files.deleteIfExists(file);
        PrivateFiles.create(file, password + "\n");
        Map<Setting<?>, String> settings = new HashMap<>();
        settings.put(
                Settings.STORE,
                "valkeys://"
                        + cluster.addresses().stream()
                                .limit(3)
                                .map(Object::toString)
                                .collect(Collectors.joining(",")));
        settings.put(Settings.STORE_USER, "reco");
        settings.put(Settings.STORE_PASSWORD_FILE, file.toString());
        settings.put(Settings.STORE_TLS_CA, authorities.toString());
        settings.put(Settings.STORE_ACK_TIMEOUT, "20s");
        settings.put(Settings.SNAPSHOTS, folder.resolve("snapshots").toString());
        return settings;
    }

    private static RunningServer server(Map<Setting<?>, String> settings) throws IOException {
        return RunningServer.start(Path.of("unused"), Clock.systemUTC(), settings);
    }

    @Test
    void twoServersServeFromItWithAUserWhoMayDoNoMoreThanTheyDo() throws Exception {
        try (RunningServer one = server(settings("hush", authority.certificate()));
                RunningServer other = server(settings("hush", authority.certificate()))) {
            one.upsert(1, 30, Instant.now(), "news");
            one.report(7, EventType.EVENT_TYPE_VIEW, List.of(1, 2, 3));

            assertThat(one.page(7, 5, 0).getRecommendsCount()).isEqualTo(5);
            assertThat(other.page(7, 5, 0).getRecommendsList())
                    .hasSize(5)
                    .noneMatch(article -> article.getArticleId() <= 3);

            ValkeyProcess primary = cluster.process(0, 0);
            primary.kill();
            try {
                other.report(8, EventType.EVENT_TYPE_VIEW, List.of(4));
            } finally {
                cluster.heal();
            }
        }
    }

    @Test
    void aWrongPasswordIsToldAtOnceInOneSentence() {
        Instant begin = Instant.now();

        assertThatThrownBy(() -> server(settings("loud", authority.certificate())))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(
                        "store: 127\\.0\\.0\\.1:\\d+: cannot be reached, WRONGPASS invalid username-password pair or"
                                + " user is disabled \\(expected: a user that it has, and the password, by --store-user and"
                                + " --store-password-file\\)");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(AT_ONCE);
    }

    @Test
    void aClusterThatOthersVouchForIsToldAtOnceInOneSentence() throws Exception {
        Instant begin = Instant.now();
        Path others = Authority.in(files.resolve("others")).certificate();

        assertThatThrownBy(() -> server(settings("hush", others)))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("store: 127\\.0\\.0\\.1:\\d+: cannot be reached, its certificate is not believed"
                        + " \\(expected: one that an authority of --store-tls-ca vouches for\\)");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(AT_ONCE);
    }

    @Test
    void aFileOfAuthoritiesThatHasNoneIsRefused() throws Exception {
        Path none = Files.writeString(folder.resolve("none.pem"), "none");

        assertThatThrownBy(() -> server(settings("hush", none)))
                .hasMessage("--store-tls-ca: " + none + " (expected: certificates, PEM)");
    }
}
