package io.reco.server.evaluate;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.Event;
import io.reco.server.domain.page.Page;
import io.reco.server.evaluate.log.SplitLog;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.recommend.Ask;
import io.reco.server.store.reader.ReaderState;

/** The service's own code in this process, without transport and disk. */
final class OfflineSubject implements Subject {

    private static final int BATCH = 256;

    /** As a server does that starts on such a log: the blend is fitted to the newest facts. */
    private static final int BLEND_EVENTS = 50_000;

    private final Service service;
    private final int threads;
    private long askedMs;

    OfflineSubject(LearningSettings settings, int threads) {
        this.service = new Service(settings);
        this.threads = threads;
    }

    @Override
    public void learn(SplitLog log) {
        askedMs = log.endMs() + log.askedAfterMs();
        service.publish(log.articles());
        List<Event> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < log.size(); i++) {
            batch.add(log.event(i));
            if (batch.size() == BATCH || i == log.size() - 1) {
                boolean longAgo = log.size() - i > BLEND_EVENTS;
                service.feed(batch, longAgo);
                if (log.timed() && !longAgo) {
                    // As a server does meanwhile: or the blend would never hear what neighbours are worth.
                    service.rebuildRows(Integer.MAX_VALUE);
                }
                batch.clear();
            }
        }
        service.learn(threads);
    }

    @Override
    public List<Page.Pick> page(int reader, int count) {
        ReaderState state = service.state(reader);
        return service.ask(new Ask(reader, count, askedMs, state)).picks();
    }
}
