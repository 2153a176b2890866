package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Valkey cluster of the profile {@code cluster}: three containers, each a machine of three processes. */
class ValkeyMachinesIT {

    private static final List<String> MACHINES = List.of("valkey-a", "valkey-b", "valkey-c");
    private static final String FIRST = "7001";
    private static final int KEYS = 100;
    private static final String[] SECURED = {"--tls", "--cacert", "/tls/ca.crt"};
    private static final Duration COMMAND_MAX = Duration.ofMinutes(1);
    private static final Duration ELECTED_MAX = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void aMachineThatIsKilledComesBackAndOneThatIsStoppedHandsOver() {
        Compose.needed();
        try (Compose cluster = new Compose("cluster", Map.of())) {
            assertThat(cluster.runJob("valkey-form")).contains("a new cluster");
            assertThat(cluster.ps("{{.Ports}}")).doesNotContain("->");
            List<ClusterNode> formed = ClusterNode.seenBy(cluster, "valkey-a");
            isWell(formed);
            write(cluster);

            cluster.kill("valkey-b");
            await().atMost(ELECTED_MAX).until(() -> primaries(ClusterNode.seenBy(cluster, "valkey-c")) == 3);
            cluster.start("valkey-b");
            cluster.runJob("valkey-form");

            List<ClusterNode> again = ClusterNode.seenBy(cluster, "valkey-b");
            isWell(again);
            assertThat(again).extracting(ClusterNode::id).hasSameElementsAs(ids(formed));
            assertThat(written(cluster)).isEqualTo(KEYS);

            cluster.runJob("valkey-form");
            assertThat(ClusterNode.seenBy(cluster, "valkey-b")).hasSameElementsAs(again);

            // Handed over before it ends: an election would begin later.
            String stopped = machine(cluster, "valkey-c");
            cluster.run("stop", "valkey-c");
            assertThat(ClusterNode.seenBy(cluster, "valkey-b"))
                    .filteredOn(node -> node.machine().equals(stopped))
                    .hasSize(3)
                    .noneMatch(ClusterNode::isPrimary);
        }
    }

    @Test
    @Timeout(300)
    void machinesThatTalkTlsAndAskForAPasswordFormAClusterAndHandOver() throws Exception {
        Compose.needed();
        Path override = secured();
        try (Compose cluster = new Compose("cluster", Map.of("COMPOSE_FILE", "docker-compose.yml:" + override))) {
            assertThat(cluster.runJob("valkey-form")).contains("a new cluster");
            isWell(ClusterNode.seenBy(cluster, "valkey-a", SECURED));
            assertThat(cluster.exec("valkey-a", "bash", "-c", "valkey-cli -p 7001 ping 2>&1 || true"))
                    .doesNotContain("PONG");
            assertThat(cluster.exec(
                            "valkey-a",
                            "bash",
                            "-c",
                            "REDISCLI_AUTH= valkey-cli " + String.join(" ", SECURED) + " -p 7001 ping 2>&1 || true"))
                    .contains("NOAUTH");

            cluster.run("stop", "valkey-c");
            await().atMost(ELECTED_MAX).until(() -> primaries(ClusterNode.seenBy(cluster, "valkey-b", SECURED)) == 3);
            cluster.start("valkey-c");

            cluster.runJob("valkey-form");
            isWell(ClusterNode.seenBy(cluster, "valkey-c", SECURED));
        }
    }

    /** What is set beside the file of the profile, with a certificate of its own that vouches for itself. */
    private Path secured() throws IOException {
        Programs.run(
                COMMAND_MAX,
                Map.of(),
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=machines",
                "-days",
                "2",
                "-keyout",
                folder.resolve("server.key").toString(),
                "-out",
                folder.resolve("server.crt").toString());
        Files.copy(folder.resolve("server.crt"), folder.resolve("ca.crt"));
        Files.writeString(folder.resolve("secured.conf"), "requirepass hush\nprimaryauth hush\n");
        // Those in the containers are others: so whoever is there may read them.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder.resolve("server.key"), PosixFilePermissions.fromString("rw-r--r--"));
        String service = "\n    environment: {MACHINE_TLS: /tls, MACHINE_CONF: /tls/secured.conf, REDISCLI_AUTH: hush}"
                + "\n    volumes: [\"" + folder + ":/tls:ro\"]";
        return Files.writeString(
                folder.resolve("secured.yml"),
                "services:"
                        + Stream.of("valkey-a", "valkey-b", "valkey-c", "valkey-form")
                                .map(name -> "\n  " + name + ":" + service)
                                .collect(Collectors.joining())
                        + "\n");
    }

    private static List<String> ids(List<ClusterNode> nodes) {
        return nodes.stream().map(ClusterNode::id).toList();
    }

    /** The address of a machine, by which its processes are listed. */
    private static String machine(Compose cluster, String service) {
        return ClusterNode.seenBy(cluster, service).stream()
                .filter(ClusterNode::isMyself)
                .findFirst()
                .orElseThrow()
                .machine();
    }

    private static long primaries(List<ClusterNode> nodes) {
        return nodes.stream().filter(ClusterNode::isPrimary).count();
    }

    /** Each machine has one primary, so that its loss leaves two of three, and a process of each shard. */
    private static void isWell(List<ClusterNode> nodes) {
        assertThat(nodes).hasSize(9).allMatch(node -> List.of("master", "slave").contains(node.flags()));
        Map<String, List<ClusterNode>> machines = nodes.stream().collect(Collectors.groupingBy(ClusterNode::machine));
        assertThat(machines).hasSameSizeAs(MACHINES).allSatisfy((machine, processes) -> {
            assertThat(primaries(processes)).isEqualTo(1);
            assertThat(processes).extracting(ClusterNode::shard).doesNotHaveDuplicates();
        });
    }

    /** On all three copies when it returns. */
    private static void write(Compose cluster) {
        cluster.exec(
                "valkey-a",
                "bash",
                "-c",
                "for ((i = 0; i < " + KEYS
                        + "; i++)); do echo set key-$i $i; echo wait 2 5000; done | valkey-cli -c -p " + FIRST + "");
    }

    private static int written(Compose cluster) {
        String answers = cluster.exec(
                "valkey-a",
                "bash",
                "-c",
                "for ((i = 0; i < " + KEYS + "; i++)); do echo get key-$i; done | valkey-cli -c -p " + FIRST);
        return (int) answers.lines().filter(line -> line.matches("\\d+")).count();
    }
}
