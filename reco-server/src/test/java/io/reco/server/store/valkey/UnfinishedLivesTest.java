package io.reco.server.store.valkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.reco.server.MovableClock;
import io.reco.server.domain.Fact;
import io.reco.server.domain.page.Page;
import io.reco.server.store.Kept;
import io.reco.server.store.Store;
import io.reco.server.store.StoreContract;
import io.reco.server.store.StoreSettings;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.life.PagePlace;
import io.reco.server.store.life.ReaderLives.Merge;
import io.reco.server.store.life.ReaderLives.Result;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.lives.ValkeyLives;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.Step;
import io.reco.server.store.valkey.shard.ValkeyCluster;
import io.reco.server.store.valkey.shard.cluster.ClusterShards;
import io.reco.server.store.valkey.shard.node.Login;

/** A server may die at any step of a merge or an erasure: nothing is lost, and another one goes on. */
class UnfinishedLivesTest extends StoreContract {

    private static final int PARTITIONS = 32;
    private static final int STEPS = 7;
    private static final Merge MERGE = new Merge("4", "5", "r1");

    private static ValkeyCluster cluster;

    @BeforeAll
    static void start() {
        cluster = ValkeyCluster.start();
    }

    @AfterAll
    static void end() throws IOException {
        cluster.close();
    }

    @Override
    protected Store open(MovableClock clock) {
        cluster.empty();
        return server(clock, shards());
    }

    private static Shards shards() {
        return ClusterShards.open(
                Functions.library(), Duration.ofSeconds(20), cluster.addresses().subList(0, 2), Login.OPEN);
    }

    private static ValkeyStore server(MovableClock clock, Shards shards) {
        return ValkeyStore.open(shards, PARTITIONS, StoreSettings.DEFAULTS, clock, clock::nanoTime);
    }

    /** Each step, not done or done without an answer; whether the caller tries again, or a server finds it. */
    static Stream<Arguments> deaths() {
        return IntStream.range(0, STEPS)
                .boxed()
                .flatMap(step -> Stream.of(false, true)
                        .flatMap(done -> Stream.of(false, true).map(retry -> Arguments.of(step, done, retry))));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void aMergeGoesOnWhereverItStopped(int step, boolean done, boolean retried) {
        append(view("a", 4, 10), view("b", 5, 11));
        Kept.keep(store, "4", state -> page(T0, 1));
        Kept.keep(store, "5", state -> page(T0, 2));
        clock.move(Duration.ofMinutes(1));

        dieAtMerge(step, done);
        assertThat(did(4).size() + did(5).size())
                .as("nothing is lost in between")
                .isGreaterThanOrEqualTo(2);
        clock.move(Duration.ofMinutes(1));
        append(view("later", 4, 12));
        goOn(retried);

        boolean noted = step > 1 || (step == 1 && done);
        boolean begun = retried || noted;
        List<Integer> moved = noted ? List.of(10) : List.of(12, 10);
        assertThat(articles(4)).isEqualTo(begun ? noted ? List.of(12) : List.of() : List.of(12, 10));
        assertThat(articles(5).stream().filter(article -> article != 11))
                .containsExactlyInAnyOrderElementsOf(begun ? moved : List.of());
        assertThat(stamps(5)).isEqualTo(begun ? List.of(T0 + 1, T0) : List.of(T0));
        assertThat(stamps(4)).isEqualTo(begun ? List.of() : List.of(T0));
        assertThat(log().stream().filter(fact -> fact instanceof Fact.ReadersMerged))
                .hasSize(begun ? 1 : 0);
        assertThat(outcomes(view("a", 4, 10))).containsExactly(Outcome.DUPLICATE);
        assertThat(outcomes(view("a", 5, 10))).containsExactly(begun ? Outcome.DUPLICATE : Outcome.APPENDED);
        if (begun) {
            assertThat(store.lives().merge(MERGE, false).join().result()).isEqualTo(Result.REPEATED);
        }
    }

    @Test
    void whatWasTakenWithoutAnAnswerIsAcknowledgedBeforeItIsClearedWhereItCameFrom() {
        append(view("a", 4, 10));
        dieAtMerge(2, true);
        List<String> written = new ArrayList<>();
        Shards shards = shards();
        ValkeyLives lives = lives(new Shards() {
            @Override
            public CompletableFuture<List<Object>> look(Step step) {
                return shards.look(step);
            }

            @Override
            public CompletableFuture<List<Object>> write(Step step) {
                written.add(step.function());
                return shards.write(step);
            }

            @Override
            public void close() {
                shards.close();
            }
        });

        assertThat(lives.merge(MERGE, false).join().result()).isEqualTo(Result.DONE);
        lives.close();
        shards.close();

        assertThat(written)
                .containsExactly(
                        "reco2_request",
                        "reco2_merge_begin",
                        "reco2_link",
                        "reco2_merge_clear",
                        "reco2_request_done",
                        "reco2_link");
    }

    private List<Long> stamps(int reader) {
        return store.readers().read(Integer.toString(reader)).join().pages().stream()
                .map(Page::stamp)
                .toList();
    }

    private void dieAtMerge(int step, boolean done) {
        CutShards cut = new CutShards(shards());
        ValkeyLives lives = lives(cut);
        cut.dieAfter(step, done);
        try {
            var unused = lives.merge(MERGE, false).join();
        } catch (CompletionException e) {
            assertThat(cut.lives()).isFalse();
        }
        lives.close();
        cut.close();
    }

    /** Of a server without a keeper, so that each step is of the merge. */
    private ValkeyLives lives(Shards shards) {
        return ((ValkeyStore) store).livesOver(shards);
    }

    private void goOn(boolean retried) {
        if (retried) {
            assertThat(store.lives().merge(MERGE, false).join().result()).isIn(Result.DONE, Result.REPEATED);
        } else {
            ((ValkeyLives) store.lives()).goOn();
        }
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void anErasureIsForgottenByAllWhereverItStopped(int step, boolean done, boolean retried) {
        append(view("a", 4, 10));
        List<String> others = new ArrayList<>(List.of("5", "6"));
        others.forEach(other ->
                store.lives().merge(new Merge(other, "4", "r" + other), false).join());
        store.lives().merge(new Merge("4", "7", "r7"), false).join();
        others.add("7");
        CutShards cut = new CutShards(shards());
        ValkeyLives lives = lives(cut);
        cut.dieAfter(step, done);
        try {
            var unused = lives.erase("4", false).join();
        } catch (CompletionException e) {
            assertThat(cut.lives()).isFalse();
        }
        lives.close();
        cut.close();
        clock.move(Duration.ofMinutes(1));

        if (retried || (step == 0 && !done)) {
            var unused = store.lives().erase("4", false).join();
        } else {
            ((ValkeyLives) store.lives()).goOn();
        }

        assertThat(store.lives().lineage("7").join()).isEqualTo(Lineage.NONE);
        for (String other : others) {
            assertThat(store.lives().path(new PagePlace(other, "", T0)).join()).hasSize(1);
        }
        assertThat(articles(7)).containsExactly(10);
    }
}
