package io.reco.server.store.valkey.articles;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.article.ArticleStore;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.shard.Shards;

/** The catalogue by id; lists are put together of all partitions'. */
public final class ValkeyArticles implements ArticleStore {

    private final Shards shards;
    private final Layout layout;

    public ValkeyArticles(Shards shards, Layout layout) {
        this.shards = shards;
        this.layout = layout;
    }

    @Override
    public CompletableFuture<List<ArticleRecord>> get(List<String> ids) {
        return values(ids).thenApply(values -> {
            List<ArticleRecord> found = new ArrayList<>(ids.size());
            for (String id : ids) {
                ArticleValue value = values.get(id);
                ArticleRecord record = value != null && value.listed() ? value.record(id) : null;
                if (record != null) {
                    found.add(record);
                }
            }
            return found;
        });
    }

    @Override
    public CompletableFuture<List<String>> deleted(List<String> ids) {
        return values(ids).thenApply(values -> {
            List<String> deleted = new ArrayList<>();
            for (String id : ids) {
                ArticleValue value = values.get(id);
                if (value != null && !value.empty() && !value.listed()) {
                    deleted.add(id);
                }
            }
            return deleted;
        });
    }

    /** By id what is kept. */
    CompletableFuture<Map<String, ArticleValue>> values(Collection<String> ids) {
        Map<Integer, List<String>> byPartition = new HashMap<>();
        ids.forEach(id -> byPartition
                .computeIfAbsent(layout.ofArticle(id), unused -> new ArrayList<>())
                .add(id));
        CompletableFuture<Map<String, ArticleValue>> all = CompletableFuture.completedFuture(new HashMap<>());
        for (List<String> some : byPartition.values()) {
            List<byte[]> keys = some.stream().map(layout::article).toList();
            all = all.thenCombine(shards.look(Functions.step("read", keys, new Arguments())), (found, parts) -> {
                Answer answer = new Answer(parts);
                for (int i = 0; i < some.size(); i++) {
                    found.put(some.get(i), new ArticleValue(answer.bytes(i)));
                }
                return found;
            });
        }
        return all;
    }

    @Override
    public CompletableFuture<List<ArticleRecord>> list(String afterId, int limit) {
        CompletableFuture<List<String>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (int partition = 0; partition < layout.partitions(); partition++) {
            all = all.thenCombine(ids(partition, false, afterId, limit), (ids, some) -> {
                ids.addAll(some);
                return ids;
            });
        }
        // Ids are ASCII: the order of their characters is that of their bytes.
        return all.thenCompose(ids -> get(ids.stream().sorted().limit(limit).toList()));
    }

    /** Ids of a partition, those of deleted articles or of the others, in their order. */
    CompletableFuture<List<String>> ids(int partition, boolean deleted, String afterId, int limit) {
        List<byte[]> key = List.of(layout.articles(partition, deleted));
        Arguments arguments = new Arguments().add(afterId).add(limit);
        return shards.look(Functions.step("list", key, arguments)).thenApply(parts -> {
            Answer answer = new Answer(parts);
            List<String> ids = new ArrayList<>(answer.size());
            for (int i = 0; i < answer.size(); i++) {
                ids.add(answer.text(i));
            }
            return ids;
        });
    }
}
