package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import io.reco.server.RecoServer;
import io.reco.server.ServerConfig;
import io.reco.server.Settings;

@Timeout(300)
class SimulateTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private RecoServer serve(String demo) throws Exception {
        return RecoServer.start(ServerConfig.read(
                Map.of(
                        Settings.PORT,
                        "0",
                        Settings.HTTP_PORT,
                        "off",
                        Settings.DEMO,
                        demo,
                        Settings.STORE,
                        folder.toString()),
                Map.of()));
    }

    private int run(RecoServer server, String... options) {
        List<String> arguments = new ArrayList<>(List.of("simulate", "--target", "127.0.0.1:" + server.port()));
        arguments.addAll(List.of(options));
        CommandLine reco = Reco.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return reco.execute(arguments.toArray(String[]::new));
    }

    @Test
    void everyListIsAskedForAndWhatCameOfThemIsTold() throws Exception {
        try (RecoServer server = serve("true")) {
            int code = run(server, "--rate", "20", "--seconds", "4", "--readers", "100", "--json");

            assertThat(err.toString()).isEmpty();
            assertThat(code).isZero();
            JsonObject told = JsonParser.parseString(out.toString()).getAsJsonObject();
            assertThat(told.get("pages").getAsInt()).isBetween(40, 80);
            assertThat(told.get("skipped").getAsInt()).isZero();
            assertThat(told.get("failed_calls").getAsInt()).isZero();
            assertThat(told.get("repeats").getAsInt()).isZero();
            assertThat(told.get("empty_pages").getAsInt()).isZero();
            assertThat(told.get("coverage").getAsDouble()).isBetween(0.01, 1.0);
            assertThat(told.get("overlap").getAsDouble()).isLessThan(0.9);
            assertThat(told.get("open_rate").getAsDouble()).isPositive();
        }
    }

    @Test
    void withoutArticlesItSaysWhatIsMissing() throws Exception {
        try (RecoServer server = serve("false")) {
            assertThat(run(server)).isEqualTo(1);
            assertThat(err.toString()).contains("no live articles (expected: ");
        }
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingIsAsked() throws Exception {
        try (RecoServer server = serve("false")) {
            assertThat(run(server, "--rate", "0")).isEqualTo(2);
            assertThat(err.toString()).contains("--rate: 0.0 (expected: above 0, at most 100000)");
        }
    }
}
