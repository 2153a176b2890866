package io.reco.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A profile of {@code docker-compose.yml} as a project of its own, with a network of its own, which goes when closed. */
final class Compose implements AutoCloseable {

    private static final Duration COMMAND_MAX = Duration.ofMinutes(5);
    private static final long NETWORKS = 200;
    private static final AtomicLong nextNetwork =
            new AtomicLong(ProcessHandle.current().pid() * 7);

    private final String profile;
    private final String project;
    private final String subnet;
    private final Map<String, String> environment;

    Compose(String profile, Map<String, String> settings) {
        this.profile = profile;
        project = "reco-" + profile + "-it-" + ProcessHandle.current().pid();
        environment = new HashMap<>(settings);
        environment.put("COMPOSE_PROJECT_NAME", project);
        subnet = freeSubnet();
        environment.put("RECO_CLUSTER_NET", subnet);
    }

    /** One beside that of the file, which somebody may have up: docker-compose 1.29 makes it whatever the profile. */
    static String freeSubnet() {
        return "10.89." + (20 + nextNetwork.getAndIncrement() % NETWORKS);
    }

    /** Of what is run from now on. */
    void set(String name, String value) {
        environment.put(name, value);
    }

    static void needed() {
        Missing.unless(Target.chosen() == Target.CONTAINER, "a container engine");
        Missing.unless(
                Programs.tryRun(COMMAND_MAX, Map.of(), "docker-compose", "version")
                                .code()
                        == 0,
                "docker-compose");
    }

    /** Runs {@code docker-compose} for this project; what it wrote. */
    String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker-compose", "--profile", profile));
        command.addAll(List.of(arguments));
        return Programs.run(COMMAND_MAX, environment, command.toArray(String[]::new))
                .strip();
    }

    /** Runs a service that ends by itself, after what it needs, and waits for its end; what it wrote. */
    String runJob(String service) {
        run("up", "-d", "--no-build", service);
        String id = id(service);
        String code = docker("wait", id);
        String output = docker("logs", id);
        if (!code.equals("0")) {
            throw new IllegalStateException(service + " ended with " + code + ":\n" + output);
        }
        return output;
    }

    /** The container of a service; one that ended has one, too. */
    String id(String service) {
        return run("ps", "-q", service);
    }

    /** As the engine sees it: {@code starting}, {@code healthy} or {@code unhealthy}. */
    String health(String service) {
        return docker("inspect", "--format", "{{.State.Health.Status}}", id(service));
    }

    /** What the engine says of all containers of this project in a format of its own. */
    String ps(String format) {
        return docker("ps", "--filter", "name=" + project, "--format", format);
    }

    /** Runs a program in the container of a service; what it wrote. */
    String exec(String service, String... command) {
        List<String> arguments = new ArrayList<>(List.of("exec", id(service)));
        arguments.addAll(List.of(command));
        return docker(arguments.toArray(String[]::new));
    }

    void kill(String service) {
        docker("kill", "--signal", "KILL", id(service));
    }

    void start(String service) {
        docker("start", id(service));
    }

    /** Takes a service's container off its network: whoever sends to it hears nothing any more. */
    void cutOff(String service) {
        docker("network", "disconnect", network(), id(service));
    }

    /** Under the address that it had. */
    void connect(String service, String address) {
        docker("network", "connect", "--ip", address, network(), id(service));
    }

    /** The network of the profile's services, by which other containers reach them, too. */
    String network() {
        return project + "_cluster";
    }

    /** One process of each machine, as a server names a store. */
    String store() {
        return "valkey://" + subnet + ".11:7001," + subnet + ".12:7001," + subnet + ".13:7001";
    }

    /** Removes what the Valkey cluster holds, from all copies. */
    void empty() {
        exec(
                "valkey-a",
                "valkey-cli",
                "--cluster",
                "call",
                subnet + ".11:7001",
                "flushall",
                "--cluster-only-primaries");
    }

    private String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Programs.run(COMMAND_MAX, environment, command.toArray(String[]::new))
                .strip();
    }

    @Override
    public void close() {
        run("down", "--volumes", "--timeout", "1");
    }
}
