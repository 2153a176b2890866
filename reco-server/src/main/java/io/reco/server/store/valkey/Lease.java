package io.reco.server.store.valkey;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;

/**
 * Who keeps the store: writes counts and snapshots, and removes what is old. It saves work and no more: two that think so at the
 * same time harm nothing. {@link #renew} is for one thread.
 */
final class Lease {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    /** How long nobody keeps it after who did has gone without a word. */
    private static final Duration LASTS = Duration.ofSeconds(5);

    private final Shards shards;
    private final String holder = UUID.randomUUID().toString();
    private volatile boolean held;

    Lease(Shards shards) {
        this.shards = shards;
    }

    boolean held() {
        return held;
    }

    /** Takes it, or keeps it, unless another one has it. To be called often. */
    boolean renew() {
        boolean before = held;
        held = ask(LASTS);
        if (held != before) {
            log.info("keeper {}", held ? "is this server" : "is another server, or none");
        }
        return held;
    }

    /** Gives it up. */
    void end() {
        if (held) {
            held = false;
            boolean unused = ask(Duration.ofMillis(1));
        }
    }

    private boolean ask(Duration lasts) {
        try {
            Arguments arguments = new Arguments().add(holder).add(lasts.toMillis());
            return new Answer(Failures.join(
                                    shards.write(Functions.step("lease", List.of(Layout.lease("keeper")), arguments))))
                            .number(0)
                    == 1;
        } catch (RuntimeException e) {
            log.debug("keeper unknown", e);
            return false;
        }
    }
}
