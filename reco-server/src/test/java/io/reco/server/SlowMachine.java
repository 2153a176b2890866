package io.reco.server;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What is awaited without saying how long may take its time: two CPUs may be those of a whole build, and of others. */
public final class SlowMachine implements BeforeAllCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(50);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
