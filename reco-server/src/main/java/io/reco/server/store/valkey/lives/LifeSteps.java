package io.reco.server.store.valkey.lives;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.domain.refusal.Failures;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.age.Ages;
import io.reco.server.store.format.FactFormat;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.log.FactLog;
import io.reco.server.store.log.Positions;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.reader.ReaderStore;
import io.reco.server.store.reader.Retention;
import io.reco.server.store.stored.StoredFacts;
import io.reco.server.store.stored.StoredLinks;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.readers.ReaderValue;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.tail.LogEnds;
import io.reco.server.store.valkey.tail.Written;

/** What erasures and merges have in common. Steps wait for their answers. */
final class LifeSteps {

    private static final int ATTEMPTS_MAX = 100;

    private final Shards shards;
    private final Layout layout;
    private final LogEnds ends;
    private final Clock clock;
    private final Ages ages;
    private final long keptSeconds;

    LifeSteps(Shards shards, Layout layout, LogEnds ends, Clock clock, Ages ages, long keptSeconds) {
        this.shards = shards;
        this.layout = layout;
        this.ends = ends;
        this.clock = clock;
        this.ages = ages;
        this.keptSeconds = keptSeconds;
    }

    /**
     * What is known of a reader.
     *
     * @param erasedMs {@link Lineage#NEVER} for never
     */
    record Known(ReaderValue value, Links links, long erasedMs) {}

    Known known(String reader) {
        Answer answer = look(
                "read", List.of(layout.reader(reader), layout.links(reader), layout.erasure(reader)), new Arguments());
        String erased = answer.text(2);
        return new Known(
                new ReaderValue(answer.bytes(0)),
                Links.of(answer.bytes(1)),
                erased.isEmpty() ? Lineage.NEVER : Long.parseLong(erased));
    }

    /** Without waiting. */
    CompletableFuture<Links> links(String reader) {
        return shards.look(Functions.step("read", List.of(layout.links(reader)), new Arguments()))
                .thenApply(parts -> Links.of(new Answer(parts).bytes(0)));
    }

    /** What is begun with readers of a partition. */
    List<Begun> begun(int partition) {
        Answer answer = look("lives", List.of(layout.lives(partition)), new Arguments());
        List<Begun> begun = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 2) {
            begun.add(Begun.of(answer.text(i), answer.bytes(i + 1)));
        }
        return begun;
    }

    /** Changes a reader's links. Those that are so already are written all the same: they may not be acknowledged. */
    void relink(String reader, LinkChange change) {
        var unused = untilDone(() -> {
            Links links = known(reader).links();
            StoredLinks changed = change.apply(links);
            boolean none = links.version().length == 0 && changed.equals(links.stored());
            return none ? Optional.of(links) : relink(reader, links, changed);
        });
    }

    /** The same, where they are what they were; otherwise empty. */
    Optional<Links> relink(String reader, Links links, StoredLinks changed) {
        Arguments arguments =
                new Arguments().add(links.version()).add(changed.toByteArray()).add(keptSeconds);
        Answer answer = write("link", List.of(layout.links(reader)), arguments);
        return answer.number(0) == 1 ? Optional.of(links) : Optional.empty();
    }

    void done(Begun begun) {
        write(
                "life_done",
                List.of(layout.lives(layout.ofReader(begun.reader()))),
                new Arguments().add(begun.reader()).add(begun.bytes()));
    }

    Answer look(String function, List<byte[]> keys, Arguments arguments) {
        return new Answer(Failures.join(shards.look(Functions.step(function, keys, arguments))));
    }

    Answer write(String function, List<byte[]> keys, Arguments arguments) {
        return new Answer(Failures.join(shards.write(Functions.step(function, keys, arguments))));
    }

    /** Does what others may come between until nobody does; an attempt that came to nothing is empty. */
    static <T> T untilDone(Supplier<Optional<T>> attempt) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Optional<T> done = attempt.get();
            if (done.isPresent()) {
                return done.get();
            }
        }
        throw Refusal.unavailable("reader: written by others all the time (expected: a pause)", null);
    }

    /** Of a function that answered 1 and where the log is. */
    void appended(String reader, Answer answer) {
        Written written = Written.of(layout.ofReader(reader), answer);
        ends.appended(written.upTo(), written.facts());
    }

    Positions newest() {
        return ends.newest();
    }

    static byte[] run(Fact fact) {
        return StoredFacts.newBuilder().addFacts(FactFormat.life(fact)).build().toByteArray();
    }

    ReaderState limited(ReaderState state) {
        return Retention.limit(state, clock.millis() - ReaderStore.PAGE_AGE_MAX.toMillis());
    }

    /** Without what need not be kept. */
    ReaderState kept(ReaderState state) {
        return Retention.limit(state, ages.oldBeforeMs(ReaderStore.PAGE_AGE_MAX));
    }

    /** Event ids sent up to then need not be kept. */
    long idsBeforeMs() {
        return ages.oldBeforeMs(FactLog.EVENT_ID_WINDOW.plus(Duration.ofHours(1)));
    }

    /** Not before what was accepted. */
    long nowMs() {
        return Math.max(clock.millis(), ends.acceptedMs());
    }

    long clockMs() {
        return clock.millis();
    }

    boolean clockDoubted() {
        return ages.doubted();
    }

    Layout layout() {
        return layout;
    }

    IdKeys ids() {
        return layout.ids();
    }

    long keptSeconds() {
        return keptSeconds;
    }
}
