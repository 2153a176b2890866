package io.reco.server.tool;

import java.util.Map;

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
}
