package io.reco.server.tool;

import io.reco.client.testing.FakeRecommendServer;
import io.reco.client.testing.LoopbackServer;

/** Against the fake server that users test with. */
class CommandsTest extends CommandsContract {

    @Override
    Running begin() {
        FakeRecommendServer server = LoopbackServer.start();
        return new Running(server.target(), server::close);
    }
}
