package io.reco.server.store.valkey.articles;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.reco.server.domain.refusal.Failures;
import io.reco.server.store.article.ArticleRecord;
import io.reco.server.store.valkey.layout.Layout;

/** Goes through all ids that ever were an article's. */
public final class ArticleScan {

    private static final int AT_ONCE = 500;

    private final ValkeyArticles articles;
    private final Layout layout;

    public ArticleScan(ValkeyArticles articles, Layout layout) {
        this.articles = articles;
        this.layout = layout;
    }

    /** Shows what is kept under each of them when its turn has come. */
    public void each(Consumer<ArticleRecord> shown) {
        for (int partition = 0; partition < layout.partitions(); partition++) {
            each(partition, false, shown);
            each(partition, true, shown);
        }
    }

    private void each(int partition, boolean deleted, Consumer<ArticleRecord> shown) {
        String after = "";
        List<String> ids = Failures.join(articles.ids(partition, deleted, after, AT_ONCE));
        while (!ids.isEmpty()) {
            Map<String, ArticleValue> values = Failures.join(articles.values(ids));
            for (String id : ids) {
                ArticleRecord record =
                        values.getOrDefault(id, new ArticleValue(new byte[0])).record(id);
                // One that was deleted or came back meanwhile has its turn among the others, or had it.
                if (record != null && record.listed() != deleted) {
                    shown.accept(record);
                }
            }
            after = ids.get(ids.size() - 1);
            ids = Failures.join(articles.ids(partition, deleted, after, AT_ONCE));
        }
    }
}
