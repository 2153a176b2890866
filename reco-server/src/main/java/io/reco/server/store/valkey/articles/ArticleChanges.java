package io.reco.server.store.valkey.articles;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Fact;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.format.ArticleFormat;
import io.reco.server.store.format.FactFormat;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.stored.StoredFact;
import io.reco.server.store.stored.StoredFacts;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.Step;
import io.reco.server.store.valkey.tail.Written;

/**
 * Changes articles and appends what that is to their partition's log, in one step a partition. What is decided on a record that
 * another writer changed meanwhile is decided again.
 */
public final class ArticleChanges {

    /** How often other writers may be first. */
    private static final int ATTEMPTS_MAX = 200;

    private final Shards shards;
    private final Layout layout;

    public ArticleChanges(Shards shards, Layout layout) {
        this.shards = shards;
        this.layout = layout;
    }

    /** Does what a call has of one partition's articles, and puts what became of each change where it stood in the call. */
    public CompletableFuture<Written> change(
            int partition, List<ArticleCall> articles, long nowMs, Outcome[] outcomes) {
        List<byte[]> keys = new ArrayList<>();
        articles.forEach(call -> keys.add(layout.article(call.article())));
        return shards.look(Functions.step("read", keys, new Arguments())).thenCompose(parts -> {
            Answer answer = new Answer(parts);
            ArticleValue[] known = new ArticleValue[articles.size()];
            for (int i = 0; i < known.length; i++) {
                known[i] = new ArticleValue(answer.bytes(i));
            }
            return new Call(partition, articles, known, nowMs, outcomes).attempt(1);
        });
    }

    /** One step, as often as it takes. */
    private final class Call {

        private final int partition;
        private final List<ArticleCall> articles;
        private final ArticleValue[] known;
        private final long nowMs;
        private final Outcome[] outcomes;
        private ByteArrayOutputStream run = new ByteArrayOutputStream();
        private int facts;

        Call(int partition, List<ArticleCall> articles, ArticleValue[] known, long nowMs, Outcome[] outcomes) {
            this.partition = partition;
            this.articles = articles;
            this.known = known;
            this.nowMs = nowMs;
            this.outcomes = outcomes;
        }

        CompletableFuture<Written> attempt(int attempt) {
            return shards.write(step()).thenCompose(parts -> {
                Answer answer = new Answer(parts);
                if (answer.number(0) == 1) {
                    return CompletableFuture.completedFuture(Written.of(partition, answer));
                }
                if (attempt == ATTEMPTS_MAX) {
                    return CompletableFuture.failedFuture(
                            Refusal.unavailable("article: written by others all the time (expected: a pause)", null));
                }
                for (int i = 1; i < answer.size(); i += 2) {
                    known[(int) answer.number(i)] = new ArticleValue(answer.bytes(i + 1));
                }
                return attempt(attempt + 1);
            });
        }

        private Step step() {
            run = new ByteArrayOutputStream();
            facts = 0;
            List<byte[]> keys = new ArrayList<>(layout.log(partition));
            keys.add(layout.articles(partition, false));
            keys.add(layout.articles(partition, true));
            Arguments each = new Arguments();
            for (int i = 0; i < articles.size(); i++) {
                String id = articles.get(i).article();
                keys.add(layout.article(id));
                ArticleRecord before = known[i].record(id);
                ArticleRecord after = decide(articles.get(i), before);
                byte[] written = after == null || after.equals(before) ? new byte[0] : ArticleValue.written(after);
                each.add(known[i].version()).add(id).add(written);
            }
            Arguments arguments =
                    new Arguments().add(nowMs).add(run.toByteArray()).add(facts).add(each);
            return Functions.step("change", keys, arguments);
        }

        /** What is kept under the id after all changes of it. */
        private @Nullable ArticleRecord decide(ArticleCall call, @Nullable ArticleRecord before) {
            ArticleRecord record = before;
            for (ArticleCall.Item item : call.items()) {
                Fact fact = item.change().decide(record, nowMs);
                outcomes[item.place()] = fact == null ? Outcome.UNCHANGED : Outcome.APPENDED;
                if (fact instanceof Fact.ArticleUpserted upserted) {
                    record = ArticleRecord.of(upserted, nowMs);
                    log(FactFormat.upserted(ArticleFormat.stored(record)));
                } else if (fact instanceof Fact.ArticleDeleted) {
                    record = record == null ? null : record.deletedAt(nowMs);
                    log(FactFormat.deleted(call.article()));
                } else if (fact != null) {
                    throw new IllegalStateException("fact: " + fact + " (expected: one about an article)");
                }
            }
            return record;
        }

        private void log(StoredFact fact) {
            run.writeBytes(StoredFacts.newBuilder().addFacts(fact).build().toByteArray());
            facts++;
        }
    }
}
