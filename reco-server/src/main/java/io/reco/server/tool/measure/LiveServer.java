package io.reco.server.tool.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;

import io.reco.api.v1.Article;
import io.reco.api.v1.Event;
import io.reco.api.v1.Exposure;
import io.reco.api.v1.RecommendRequest;
import io.reco.api.v1.RecommendResponse;
import io.reco.api.v1.SignedExposure;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;
import io.reco.server.evaluate.Subject;
import io.reco.server.evaluate.log.Interactions;
import io.reco.server.evaluate.log.SplitLog;
import io.reco.server.tool.console.Messages;
import io.reco.server.tool.remote.RemoteService;
import io.reco.server.tool.remote.Senders;
import io.reco.server.tool.remote.Senders.Row;

/**
 * A running server, reached as its users reach it: fed in the senders of an import, with all times moved so that the log ends as
 * long ago as pages are to be asked after it, and asked through {@code Recommend}.
 */
final class LiveServer implements Subject {

    /** Articles are replaced, not changed. */
    private static final Set<String> WHOLE = Set.of("*");

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private static final String LOG = "reco_log_position";
    private static final String IN_MODELS = "reco_models_position";
    private static final String ROWS_DUE = "reco_rows_due";
    private static final String LEARNED = "reco_learned_position";

    private final RemoteService service;
    private final ServerMetrics metrics;
    private final Clock clock;
    private final Duration patience;
    private final Consumer<String> say;

    /**
     * @param patience how long it may learn after it was fed
     * @param say hears what happens
     */
    LiveServer(RemoteService service, ServerMetrics metrics, Clock clock, Duration patience, Consumer<String> say) {
        this.service = service;
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
    public void learn(SplitLog log) {
        long shiftMs = clock.millis() - log.askedAfterMs() - log.endMs();
        long begin = System.nanoTime();
        sendArticles(log, shiftMs);
        sendEvents(log, shiftMs);
        say.accept("fed in " + seconds(begin) + " s; times moved by " + Duration.ofMillis(shiftMs));
        begin = System.nanoTime();
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
        try (Senders<Article> senders = new Senders<>(batch ->
                refused.addAndGet(service.upsert(messages(batch), WHOLE).getRefusalsCount()))) {
            long line = 0;
            for (io.reco.server.domain.Article article : log.articles()) {
                Article message = Messages.article(article, shiftMs);
                senders.add(message.getArticleId(), new Row<>(++line, message));
            }
            senders.finish();
        }
        say.accept("articles sent=" + log.articles().size() + " refused=" + refused);
    }

    private void sendEvents(SplitLog log, long shiftMs) {
        AtomicLong accepted = new AtomicLong();
        try (Senders<Event> senders = new Senders<>(
                batch -> accepted.addAndGet(service.report(messages(batch)).getAcceptedCount()))) {
            for (int i = 0; i < log.size(); i++) {
                Event message = Messages.event(log.event(i), shiftMs);
                senders.add(message.getReaderId(), new Row<>(i, message));
            }
            senders.finish();
        }
        say.accept("events sent=" + log.size() + " accepted=" + accepted);
    }

    private static <T extends Message> List<T> messages(List<Row<T>> batch) {
        return batch.stream().map(Row::message).toList();
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

    @Override
    public List<Page.Slot> page(String reader, int count) {
        RecommendRequest request = RecommendRequest.newBuilder()
                .setReaderId(reader)
                .setPageSize(count)
                .build();
        RecommendResponse page = service.page(request);
        return page.getResultsCount() == 0 ? List.of() : slots(page);
    }

    /** What was answered, with what its token says of it. */
    private static List<Page.Slot> slots(RecommendResponse page) {
        Exposure exposure;
        try {
            SignedExposure signed =
                    SignedExposure.parseFrom(Base64.getUrlDecoder().decode(page.getExposureToken()));
            exposure = Exposure.parseFrom(signed.getExposure());
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
        List<Page.Slot> slots = new ArrayList<>();
        for (int slot = 0; slot < page.getResultsCount(); slot++) {
            slots.add(new Page.Slot(
                    Interactions.IDS.of(page.getResults(slot).getArticleId()),
                    Rung.of(exposure.getRungsValue(slot)),
                    exposure.getPropensitiesCount() == 0 ? 1 : exposure.getPropensities(slot),
                    Shares.of(Source.of(exposure.getSourcesValue(slot)))));
        }
        return slots;
    }
}
