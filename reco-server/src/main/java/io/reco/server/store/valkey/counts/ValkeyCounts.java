package io.reco.server.store.valkey.counts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.count.CountStore;
import io.reco.server.store.count.Counts;
import io.reco.server.store.format.CountFormat;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.tail.LogEnds;
import io.reco.server.store.valkey.tail.Tails;

/**
 * Counts: those written, and what the log has beyond them, which each server adds for itself. So they have all that this server
 * appended, and what others did a moment ago.
 */
public final class ValkeyCounts implements CountStore, AutoCloseable {

    private static final int AT_ONCE = 500;

    private final Layout layout;
    private final LogEnds ends;
    private final WrittenCounts written;
    private final Uncounted uncounted;
    private final CountFollower follower;
    private final CountWriter writer;

    /** Along which these lead; {@link #start} has them follow the log. */
    public ValkeyCounts(Tails tails) {
        Shards shards = tails.shards();
        this.layout = tails.layout();
        this.ends = tails.ends();
        this.written = new WrittenCounts(shards, layout);
        this.uncounted = new Uncounted(layout);
        this.follower = new CountFollower(written, uncounted, layout, tails::after);
        this.writer = new CountWriter(shards, layout, written, uncounted);
    }

    public void start() {
        follower.start();
    }

    @Override
    public CompletableFuture<List<Counts>> get(List<String> articles) {
        Map<Integer, List<String>> byPartition = new HashMap<>();
        for (String article : Set.copyOf(articles)) {
            byPartition
                    .computeIfAbsent(layout.ofArticle(article), unused -> new ArrayList<>())
                    .add(article);
        }
        return follower.reachedSoon(ends.acknowledged()).thenCompose(unused -> {
            CompletableFuture<Map<String, Counts>> all = CompletableFuture.completedFuture(new HashMap<>());
            for (Map.Entry<Integer, List<String>> some : byPartition.entrySet()) {
                all = all.thenCombine(get(some.getKey(), some.getValue(), null), (found, more) -> {
                    found.putAll(more);
                    return found;
                });
            }
            return all.thenApply(found -> articles.stream().map(found::get).toList());
        });
    }

    /** Of articles of one partition, as of a place; null for now. */
    private CompletableFuture<Map<String, Counts>> get(int partition, List<String> articles, @Nullable Positions upTo) {
        return written.of(partition, articles).thenApply(some -> {
            Positions counted = some.place();
            // Whatever this server has read; what others counted already is not taken away.
            Positions at = upTo == null ? farther(follower.at(), counted) : upTo;
            Map<String, Counts> counts = new HashMap<>();
            for (int i = 0; i < articles.size(); i++) {
                String article = articles.get(i);
                long[] all = some.counts().get(i).from(counted, at, uncounted.of(article));
                counts.put(article, CountFormat.counts(all));
            }
            return counts;
        });
    }

    private Positions farther(Positions one, Positions other) {
        long[] all = new long[layout.partitions()];
        for (int partition = 0; partition < all.length; partition++) {
            all[partition] = Math.max(one.in(partition), other.in(partition));
        }
        return Positions.at(all);
    }

    @Override
    public Positions upTo() {
        return follower.at();
    }

    /** Writes what this server has read. For one thread, of the server that keeps the store. */
    public void write() {
        writer.write(follower.at());
    }

    /** Up to where all is written, on all copies. */
    public Positions writtenUpTo() {
        return Failures.join(writtenLeast());
    }

    private CompletableFuture<Positions> writtenLeast() {
        CompletableFuture<Positions> least = written.of(0, List.of()).thenApply(WrittenCounts.Some::safeUpTo);
        for (int partition = 1; partition < layout.partitions(); partition++) {
            least = least.thenCombine(written.of(partition, List.of()), (one, other) -> one.least(other.safeUpTo()));
        }
        return least;
    }

    /** Shows all counts as of a place that all is read up to and not forgotten since, see {@link #hold}. */
    public void scan(Positions upTo, BiConsumer<String, Counts> shown) {
        Failures.join(follower.reachedSoon(upTo));
        for (int partition = 0; partition < layout.partitions(); partition++) {
            Set<String> articles = written.articles(partition);
            articles.addAll(uncounted.articles(partition));
            List<String> all = List.copyOf(articles);
            for (int from = 0; from < all.size(); from += AT_ONCE) {
                List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
                Failures.join(get(partition, some, upTo)).forEach((article, counts) -> {
                    if (!counts.equals(Counts.NONE)) {
                        shown.accept(article, counts);
                    }
                });
            }
        }
    }

    /** Keeps in memory what is counted from now on, until {@link #release}. */
    public void hold() {
        uncounted.pin();
    }

    public void release() {
        uncounted.unpin();
    }

    @Override
    public void close() {
        follower.close();
    }
}
