package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client in projects of others, which have their own mind about gRPC's and protobuf's versions. */
@Tag("class-paths")
class ClassPathsIT {

    private static final Duration COMMAND_MAX = Duration.ofMinutes(4);
    private static final String VERSION = System.getProperty("reco.it.version", "0.1.0-SNAPSHOT");

    private static final String CLIENT = dependency("io.reco", "reco-client", VERSION);
    private static final String NEWEST_GRPC = System.getProperty("reco.it.grpc", "1.85.1");
    private static final String OLDEST_GRPC = System.getProperty("reco.it.grpc.oldest", "1.66.0");
    private static final String GRPC_PROTOBUF = dependency("io.grpc", "grpc-protobuf", NEWEST_GRPC);
    // Generated classes of gRPC itself, and ours, are of this line; every newer one runs them.
    private static final String OLDEST = "3.25.9";

    /** What such a project says about its dependencies, and the protobuf and gRPC that it then gets. */
    enum Project {
        CLIENT_ALONE("", CLIENT, OLDEST, NEWEST_GRPC),
        GRPC_FIRST("", GRPC_PROTOBUF + CLIENT, OLDEST, NEWEST_GRPC),
        OLDER_PROTOBUF_PINNED(protobuf("3.25.8"), GRPC_PROTOBUF + CLIENT, "3.25.8", NEWEST_GRPC),
        PROTOBUF_4_PINNED(protobuf("4.33.3"), CLIENT + GRPC_PROTOBUF, "4.33.3", NEWEST_GRPC),
        NEWEST_PROTOBUF_PINNED(protobuf("4.36.2"), GRPC_PROTOBUF + CLIENT, "4.36.2", NEWEST_GRPC),
        OLDEST_GRPC_PINNED(bom("io.grpc", "grpc-bom", OLDEST_GRPC), CLIENT, OLDEST, OLDEST_GRPC),
        OLDEST_GRPC_WITH_NEWEST_PROTOBUF(
                protobuf("4.36.2") + bom("io.grpc", "grpc-bom", OLDEST_GRPC), CLIENT, "4.36.2", OLDEST_GRPC),
        SPRING_BOOT_BOM(
                bom("org.springframework.boot", "spring-boot-dependencies", "4.1.0"),
                CLIENT + "<dependency><groupId>io.grpc</groupId><artifactId>grpc-protobuf</artifactId></dependency>",
                "",
                "");

        private final String managed;
        private final String dependencies;
        private final String protobuf;
        private final String grpc;

        Project(String managed, String dependencies, String protobuf, String grpc) {
            this.managed = managed;
            this.dependencies = dependencies;
            this.protobuf = protobuf;
            this.grpc = grpc;
        }

        String folder() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void resolveAndCompile() throws Exception {
        Path repository = repositoryWithOurs();
        StringBuilder modules = new StringBuilder();
        for (Project project : Project.values()) {
            Path home = Files.createDirectories(folder.resolve(project.folder()).resolve("src/main/java"));
            copy("Caller.java", home.resolve("Caller.java"));
            Files.writeString(
                    folder.resolve(project.folder()).resolve("pom.xml"),
                    pom(
                            project.folder(),
                            "<dependencyManagement><dependencies>" + project.managed
                                    + "</dependencies></dependencyManagement><dependencies>" + project.dependencies
                                    + "</dependencies>"));
            modules.append("<module>").append(project.folder()).append("</module>");
        }
        Files.writeString(
                folder.resolve("pom.xml"), pom("all", "<packaging>pom</packaging><modules>" + modules + "</modules>"));
        Programs.run(
                COMMAND_MAX,
                Map.of("MAVEN_ARGS", ""),
                "mvn",
                "-q",
                "-B",
                "-ntp",
                "-f",
                folder.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + repository,
                "-Dmdep.outputFile=class-path.txt",
                "compile",
                "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath");
        server = TestServer.start(TestServer.Setup.EMPTY);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void theClientRunsOnTheClassPathOf(Project project) throws Exception {
        Path home = folder.resolve(project.folder());
        String classPath = home.resolve("target/classes") + ":" + Files.readString(home.resolve("class-path.txt"));

        String output = Programs.run(
                COMMAND_MAX,
                Map.of(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "Caller",
                server.target());

        assertThat(output)
                .contains("all answered, ")
                .contains("/protobuf-java-" + project.protobuf)
                .contains("/grpc-api-" + project.grpc);
    }

    /** What Maven has here, by links, and beside it what this build made. */
    private static Path repositoryWithOurs() throws IOException {
        Path known = Path.of(System.getProperty("reco.it.maven-repository", ""));
        Path repository = Files.createDirectories(folder.resolve("repository"));
        link(known, repository, "io");
        link(known.resolve("io"), Files.createDirectories(repository.resolve("io")), "reco");
        install(repository, WorkingTree.root(), "reco", false);
        for (String module : List.of("reco-api", "reco-client")) {
            install(repository, WorkingTree.root().resolve(module), module, true);
        }
        return repository;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        List<Path> children = new ArrayList<>();
        try (Stream<Path> all = Files.list(from)) {
            all.filter(child -> !child.getFileName().toString().equals(except)).forEach(children::add);
        }
        for (Path child : children) {
            Files.createSymbolicLink(to.resolve(child.getFileName()), child);
        }
    }

    private static void install(Path repository, Path module, String artifact, boolean withJar) throws IOException {
        Path home = Files.createDirectories(
                repository.resolve("io/reco").resolve(artifact).resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(module.resolve("pom.xml"), home.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        if (withJar) {
            Files.copy(module.resolve("target").resolve(name + ".jar"), home.resolve(name + ".jar"));
        }
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream content =
                Objects.requireNonNull(ClassPathsIT.class.getResourceAsStream("/class-paths/" + resource), resource)) {
            Files.copy(content, to);
        }
    }

    private static String pom(String artifact, String content) {
        return "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>" + artifact
                + "</artifactId><version>1</version><properties>"
                + "<maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>"
                + "<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>" + content
                + "</project>";
    }

    private static String protobuf(String version) {
        return dependency("com.google.protobuf", "protobuf-java", version);
    }

    private static String bom(String group, String artifact, String version) {
        return dependency(group, artifact, version)
                .replace("</dependency>", "<type>pom</type><scope>import</scope></dependency>");
    }

    private static String dependency(String group, String artifact, String version) {
        return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId><version>"
                + version + "</version></dependency>";
    }
}
