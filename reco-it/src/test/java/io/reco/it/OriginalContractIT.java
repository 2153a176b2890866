package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client generated in another language, by plain protoc, from the original contract: from the copy of it that stands beside
 * this test and never changes, whatever becomes of reco-api.
 */
class OriginalContractIT {

    private static final Duration PROGRAM_MAX = Duration.ofSeconds(60);
    // Runs whichever native or pure protobuf that Python has.
    private static final Map<String, String> ENVIRONMENT = Map.of("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python");

    private final String python = System.getProperty("reco.it.python", "python3");

    @TempDir
    Path folder;

    @Test
    void aPythonClientMadeFromTheOriginalFileMakesTheCalls() throws Exception {
        Missing.unless(
                Programs.tryRun(PROGRAM_MAX, ENVIRONMENT, python, "-c", "import grpc, grpc_tools")
                                .code()
                        == 0,
                python + " with grpcio and grpcio-tools");
        copy("/original/reco.proto", "reco.proto");
        copy("/original/client.py", "client.py");
        String in = folder.toString();
        Programs.run(
                PROGRAM_MAX,
                ENVIRONMENT,
                python,
                "-m",
                "grpc_tools.protoc",
                "-I" + in,
                "--python_out=" + in,
                "--grpc_python_out=" + in,
                in + "/reco.proto");

        try (TestServer server = TestServer.start(TestServer.Setup.DEMO)) {
            String output = Programs.run(PROGRAM_MAX, ENVIRONMENT, python, in + "/client.py", server.target());

            assertThat(output).endsWith("all as promised\n");
        }
    }

    private void copy(String resource, String name) throws Exception {
        try (InputStream content =
                Objects.requireNonNull(OriginalContractIT.class.getResourceAsStream(resource), resource)) {
            Files.copy(content, folder.resolve(name));
        }
    }
}
