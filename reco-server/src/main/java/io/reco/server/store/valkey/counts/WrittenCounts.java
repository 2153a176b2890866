package io.reco.server.store.valkey.counts;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.format.CountFormat;
import io.reco.server.store.format.PositionsFormat;
import io.reco.server.store.log.Positions;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;

/** Counts as they are written: of each partition's articles, as of a place in the whole log. */
final class WrittenCounts {

    private static final int AT_ONCE = 1_000;

    private final Shards shards;
    private final Layout layout;

    WrittenCounts(Shards shards, Layout layout) {
        this.shards = shards;
        this.layout = layout;
    }

    /**
     * Of some articles of a partition.
     *
     * @param upTo the place, as it is stored
     * @param safeUpTo a place that was counted to, and is so on all copies, whatever becomes of a server
     * @param counts of each article those that are written
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Some(byte[] upTo, Positions safeUpTo, List<Written> counts) {

        Positions place() {
            return PositionsFormat.positions(upTo);
        }
    }

    /**
     * Of an article.
     *
     * @param counts by code of a type
     * @param sinceMs since when the id names it: what was accepted before is not its own
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Written(long[] counts, long sinceMs) {

        static Written of(byte[] stored, byte[] since) {
            long sinceMs = since.length == 0 ? 0 : ByteBuffer.wrap(since).getLong();
            boolean another = stored.length == 0 || CountFormat.sinceMs(stored) != sinceMs;
            return new Written(another ? CountFormat.none() : CountFormat.array(stored), sinceMs);
        }

        /** With what stands in the log after one place and up to another; without it where the second is before the first. */
        long[] from(Positions counted, Positions upTo, List<Seen> seen) {
            long[] all = counts.clone();
            for (Seen event : seen) {
                if (event.acceptedMs() >= sinceMs && event.after(counted) != event.after(upTo)) {
                    all[event.type().code()] += event.after(counted) ? 1 : -1;
                }
            }
            return all;
        }
    }

    /** Of these articles, all of that partition. */
    CompletableFuture<Some> of(int partition, List<String> articles) {
        List<byte[]> keys = new ArrayList<>(articles.size() + 1);
        keys.add(layout.counts(partition));
        Arguments arguments = new Arguments();
        for (String article : articles) {
            keys.add(layout.article(article));
            arguments.add(article);
        }
        return shards.look(Functions.step("counts", keys, arguments)).thenApply(parts -> {
            Answer answer = new Answer(parts);
            List<Written> counts = new ArrayList<>(articles.size());
            for (int i = 2; i < answer.size(); i += 2) {
                counts.add(Written.of(answer.bytes(i), answer.bytes(i + 1)));
            }
            return new Some(answer.bytes(0), PositionsFormat.positions(answer.bytes(1)), counts);
        });
    }

    /** The articles of a partition that counts are written of. */
    Set<String> articles(int partition) {
        Set<String> articles = new HashSet<>();
        String cursor = "0";
        do {
            Arguments arguments = new Arguments().add(cursor).add(AT_ONCE);
            Answer answer = new Answer(Failures.join(
                    shards.look(Functions.step("all_counts", List.of(layout.counts(partition)), arguments))));
            Answer fields = answer.list(1);
            for (int i = 0; i < fields.size(); i += 2) {
                articles.add(fields.text(i));
            }
            cursor = answer.text(0);
        } while (!cursor.equals("0"));
        articles.remove("");
        articles.remove(" ");
        return articles;
    }
}
