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
 * same time harm nothing. A keeper takes it from a server that answers callers, who never takes it from a keeper.
 * {@link #renew} is for one thread.
 */
final class Lease {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    /** How long nobody keeps it after who did has gone without a word. */
    private static final Duration LASTS = Duration.ofSeconds(5);

    private final Shards shards;
    private final String holder;
    private volatile boolean held;
    private volatile long endNanos;

    /** @param keeper whether this process is there for that alone */
    Lease(Shards shards, boolean keeper) {
        this.shards = shards;
        this.holder = (keeper ? "keeper:" : "server:") + UUID.randomUUID();
    }

    /** Whether it is this process, as far as it knows: another one may have taken it a moment ago. */
    boolean held() {
        return held && System.nanoTime() - endNanos < 0;
    }

    /** Takes it, or keeps it, unless another one has it. To be called often. */
    boolean renew() {
        boolean before = held;
        long askedNanos = System.nanoTime();
        held = ask(LASTS);
        endNanos = askedNanos + LASTS.toNanos();
        if (held != before) {
            log.info("keeper {}", held ? "is this process" : "is another process, or none");
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
