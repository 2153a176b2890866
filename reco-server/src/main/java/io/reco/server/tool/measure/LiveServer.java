package io.reco.server.tool.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.reco.client.RecommendClient;
import io.reco.client.catalog.ArticleDetails;
import io.reco.client.feedback.Event;
import io.reco.client.page.Exposure;
import io.reco.server.domain.Article;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.evaluate.Subject;
import io.reco.server.evaluate.log.Interactions;
import io.reco.server.evaluate.log.SplitLog;
import io.reco.server.tool.remote.ClientValues;
import io.reco.server.tool.remote.Senders;
import io.reco.server.tool.remote.Senders.Row;

/**
 * A running server, reached as its users reach it: fed in the senders of an import, with all times moved so that the log ends
 * as long ago as pages are to be asked after it, and asked through {@code Recommend}.
 */
final class LiveServer implements Subject {

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private static final String LOG = "reco_log_position";
    private static final String IN_MODELS = "reco_models_position";
    private static final String ROWS_DUE = "reco_rows_due";
    private static final String LEARNED = "reco_learned_position";

    private final RecommendClient client;
    private final ServerMetrics metrics;
    private final Clock clock;
    private final Duration patience;
    private final Consumer<String> say;

    /**
     * @param patience how long it may learn after it was fed
     * @param say hears what happens
     */
    LiveServer(RecommendClient client, ServerMetrics metrics, Clock clock, Duration patience, Consumer<String> say) {
        this.client = client;
        this.metrics = metrics;
        this.clock = clock;
        this.patience = patience;
        this.say = say;
    }

    /** Whether nothing was ever told to the server. Fails when the server cannot say how far it has learned. */
    boolean empty() throws IOException {
        return metrics.values(LOG, IN_MODELS, ROWS_DUE, LEARNED)[0] == 0;
    }

    @Override
    public void feed(SplitLog log) {
        long shiftMs = clock.millis() - log.askedAfterMs() - log.endMs();
        long begin = System.nanoTime();
        sendArticles(log, shiftMs);
        sendEvents(log, shiftMs);
        say.accept("fed in " + seconds(begin) + " s; times moved by " + Duration.ofMillis(shiftMs));
    }

    @Override
    public void learn() {
        long begin = System.nanoTime();
        try {
            awaitLearned();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        say.accept("learned " + seconds(begin) + " s later");
    }

    private static long seconds(long beginNs) {
        return (System.nanoTime() - beginNs) / 1_000_000_000;
    }

    private void sendArticles(SplitLog log, long shiftMs) {
        AtomicLong refused = new AtomicLong();
        try (Senders<ArticleDetails> senders = new Senders<>(batch ->
                refused.addAndGet(client.upsert(values(batch)).refused().size()))) {
            long line = 0;
            for (Article article : log.articles()) {
                senders.add(article.id(), new Row<>(++line, ClientValues.article(article, shiftMs)));
            }
            senders.finish();
        }
        say.accept("articles sent=" + log.articles().size() + " refused=" + refused);
    }

    private void sendEvents(SplitLog log, long shiftMs) {
        AtomicLong accepted = new AtomicLong();
        try (Senders<Event> senders = new Senders<>(
                batch -> accepted.addAndGet(client.report(values(batch)).accepted()))) {
            for (int i = 0; i < log.size(); i++) {
                Event event = ClientValues.event(log.event(i), shiftMs);
                senders.add(event.reader(), new Row<>(i, event));
            }
            senders.finish();
        }
        say.accept("events sent=" + log.size() + " accepted=" + accepted);
    }

    private static <T> List<T> values(List<Row<T>> batch) {
        return batch.stream().map(Row::value).toList();
    }

    /** Until the log's end is in the models, and a learning that began after that is published. */
    private void awaitLearned() throws IOException {
        double end = metrics.values(LOG)[0];
        long giveUpNs = System.nanoTime() + patience.toNanos();
        while (true) {
            double[] reached = metrics.values(IN_MODELS, ROWS_DUE, LEARNED);
            if (reached[0] >= end && reached[1] == 0 && reached[2] >= end) {
                return;
            }
            if (System.nanoTime() - giveUpNs >= 0) {
                throw new IOException(String.format(
                        "not learned after %s: log=%.0f models=%.0f rows due=%.0f learned=%.0f (--patience allows more)",
                        patience, end, reached[0], reached[1], reached[2]));
            }
            try {
                TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** What was answered, with what its token says of it. */
    @Override
    public List<Page.Slot> page(String reader, int count) {
        return client.recommend(reader, count)
                .exposure()
                .map(exposure -> exposure.slots().stream().map(LiveServer::slot).toList())
                .orElse(List.of());
    }

    private static Page.Slot slot(Exposure.Slot shown) {
        return new Page.Slot(
                Interactions.IDS.of(shown.articleId()),
                Rung.valueOf(shown.rung().name()),
                (float) shown.propensity(),
                Shares.of(Source.valueOf(shown.source().name())));
    }
}
