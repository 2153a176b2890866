package io.reco.server.evaluate;

import java.util.List;
import java.util.Map;

import io.reco.server.domain.page.Page;
import io.reco.server.evaluate.log.SplitLog;
import io.reco.server.model.settings.Parameter;

/** The service's own code in this process, without transport and disk; learns as a server does that starts on such a log. */
final class OfflineSubject implements Subject {

    private final Service service;
    private final int threads;
    private long askedMs;

    OfflineSubject(Map<Parameter, Double> settings, int threads) {
        this.service = new Service(settings);
        this.threads = threads;
    }

    @Override
    public void feed(SplitLog log) {
        askedMs = log.endMs() + log.askedAfterMs();
        service.publish(log.articles());
        for (int i = 0; i < log.size(); i++) {
            service.report(log.event(i));
        }
        service.takeIn();
    }

    @Override
    public void learn() {
        service.learn(threads);
    }

    @Override
    public List<Page.Slot> page(String reader, int count) {
        return service.page(reader, count, askedMs, 0);
    }
}
