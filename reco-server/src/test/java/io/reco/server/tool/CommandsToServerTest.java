package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

import io.reco.server.RecoServer;
import io.reco.server.ServerConfig;
import io.reco.server.Settings;

/** Against the real server: the fake one answers as it does, as far as operators can see. */
class CommandsToServerTest extends CommandsContract {

    @Override
    Running begin() throws Exception {
        String store = folder.resolve("store").toString();
        RecoServer server = RecoServer.start(ServerConfig.read(
                Map.of(Settings.PORT, "0", Settings.HTTP_PORT, "off", Settings.STORE, store), Map.of()));
        return new Running("127.0.0.1:" + server.port(), server::close);
    }

    /** A fake forgets what it refused. */
    @Test
    void whatWasRefusedIsListedWithItsSentence() throws IOException {
        run(1, "recommend", "anna", "--placement", "The Home");

        assertThat(run(0, "refusals"))
                .contains("reco.v1.RecommendService/Recommend", "INVALID_ARGUMENT", "placement: The Home (expected: ")
                .hasLineCount(2);
        JsonObject refusal = json(run(0, "refusals", "--count", "1", "--json"));
        assertThat(refusal.get("code").getAsInt()).isEqualTo(3);
        assertThat(refusal.get("count").getAsInt()).isEqualTo(1);
        run(1, "refusals", "--count", "-1");
    }
}
