package io.reco.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The profile {@code cluster} of {@code docker-compose.yml}, up and well: two servers and a keeper on three machines. */
final class ServedCluster implements AutoCloseable {

    static final List<String> MACHINES = List.of("valkey-a", "valkey-b", "valkey-c");
    private static final List<String> SERVERS = List.of("reco-1", "reco-2", "keeper");
    private static final Duration HEALTHY_MAX = Duration.ofMinutes(3);
    private static final Duration ELECTED_MAX = Duration.ofSeconds(60);

    private final String first = "127.0.0.1:" + FreePorts.take();
    private final String second = "127.0.0.1:" + FreePorts.take();
    private final Compose compose;

    private ServedCluster(String image) {
        compose = new Compose(
                "cluster",
                Map.of(
                        "SERVER_IMAGE", image,
                        "RECO_1_PORT", port(first),
                        "RECO_1_HTTP_PORT", String.valueOf(FreePorts.take()),
                        "RECO_2_PORT", port(second),
                        "RECO_2_HTTP_PORT", String.valueOf(FreePorts.take())));
    }

    /** Skips the test where there is no container engine. */
    static ServedCluster start() {
        return start(ServerImage.get().get());
    }

    /** With servers of another version. */
    static ServedCluster start(String image) {
        Compose.needed();
        ServedCluster cluster = new ServedCluster(image);
        try {
            cluster.compose.run("up", "-d", "--no-build", "reco-1", "reco-2", "keeper");
            SERVERS.forEach(cluster::awaitHealthy);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private static String port(String target) {
        return target.replaceAll(".*:", "");
    }

    Compose compose() {
        return compose;
    }

    /** Where the first server answers gRPC. */
    String first() {
        return first;
    }

    String second() {
        return second;
    }

    void awaitHealthy(String service) {
        await().atMost(HEALTHY_MAX).until(() -> compose.health(service).equals("healthy"));
    }

    /** Each shard has two replicas that may be elected, and each machine a primary. */
    void awaitWell() {
        compose.runJob("valkey-form");
    }

    /** Replaces the image of a server, as a rolling upgrade does: it ends in order, and the new one is waited for. */
    void upgrade(String service, String image) {
        compose.set("SERVER_IMAGE", image);
        compose.run("up", "-d", "--no-build", "--no-deps", "--force-recreate", service);
        awaitHealthy(service);
    }

    /** The processes as a machine that is there sees them. */
    List<ClusterNode> nodes(String machine) {
        return ClusterNode.seenBy(compose, machine);
    }

    /** The primary on a machine of its own. */
    ClusterNode primaryOn(String machine) {
        return onlyOf(machine, true);
    }

    /** One of the replicas on a machine. */
    ClusterNode replicaOn(String machine) {
        return onlyOf(machine, false);
    }

    private ClusterNode onlyOf(String machine, boolean primary) {
        List<ClusterNode> nodes = nodes(machine);
        String address = nodes.stream()
                .filter(ClusterNode::isMyself)
                .findFirst()
                .orElseThrow()
                .machine();
        return nodes.stream()
                .filter(node -> node.machine().equals(address) && node.isPrimary() == primary)
                .findFirst()
                .orElseThrow();
    }

    /** Its process id in its machine's container. */
    String pid(String machine, ClusterNode node) {
        return compose.exec(machine, "valkey-cli", "-p", node.port(), "info", "server")
                .lines()
                .filter(line -> line.startsWith("process_id:"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow();
    }

    void signal(String machine, String pid, String signal) {
        compose.exec(machine, "bash", "-c", "kill -" + signal + " " + pid);
    }

    /** Waits until somebody else than this process has its slots, as another machine sees it. */
    void awaitReplaced(ClusterNode primary, String seenBy) {
        await().atMost(ELECTED_MAX)
                .until(() -> nodes(seenBy).stream()
                                .filter(node -> node.isPrimary() && !node.id().equals(primary.id()))
                                .count()
                        == MACHINES.size());
    }

    /** The containers' ends and what they held. */
    @Override
    public void close() {
        compose.close();
    }
}
