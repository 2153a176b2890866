package io.reco.server.tool;

import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.LoopbackServer;

/** Against the fake server that users test with. */
class CommandsTest extends CommandsContract {

    private FakeRecommendServer server;

    @Override
    void begin() {
        server = LoopbackServer.start();
    }

    @Override
    void end() {
        server.close();
    }

    @Override
    String target() {
        return server.target();
    }
}
