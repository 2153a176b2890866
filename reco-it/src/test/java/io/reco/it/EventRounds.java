package io.reco.it;

import java.time.Duration;

import io.reco.api.v1.ReportEventsResponse;

/** What durable events take of the CPU that the server has for itself, in turns with a bare server that only says it has them. */
final class EventRounds {

    private static final int BATCH = 100;
    private static final int AT_ONCE = 16;
    private static final int CONNECTIONS = 4;
    private static final int PHASES = 3;
    private static final String BARE = "bare server, an event of a batch of 100";
    private static final String ACCEPTED = "an event, in batches of 100 with fsync";
    private static final String LEARNED = "the same with all that is learned of it";
    private static final String BEHIND = "facts that the models are behind when the last is accepted";

    private final Serving reco;
    private final BareServer bare;
    private final Calls<ReportEventsResponse> batches;
    private final BenchmarkSize size;
    private final Figures figures;

    EventRounds(Serving reco, BareServer bare, ReportedEvents reported, BenchmarkSize size, Figures figures) {
        this.reco = reco;
        this.bare = bare;
        this.batches = reported.calls(BATCH);
        this.size = size;
        this.figures = figures;
    }

    void run() {
        Duration length = size.phase().multipliedBy(PHASES);
        try (OpenLoop<ReportEventsResponse> toBare = new OpenLoop<>(bare.target(), CONNECTIONS, batches);
                OpenLoop<ReportEventsResponse> toReco = new OpenLoop<>(reco.target(), CONNECTIONS, batches)) {
            toBare.peak(AT_ONCE, size.warmUp().dividedBy(4));
            toReco.peak(AT_ONCE, size.warmUp().dividedBy(2));
            FilledStore.settled(reco.http());
            for (int round = 0; round < size.rounds(); round++) {
                Cost limit = Cost.of(bare.process(), () -> toBare.peak(AT_ONCE, size.phase()));
                double micros = limit.micros() / BATCH;
                figures.add(BARE, "µs of CPU", micros, micros);
                figures.perSecond(BARE, BATCH * limit.outcome().perSecond());
                report(toReco, length, micros);
            }
        }
    }

    private void report(OpenLoop<ReportEventsResponse> load, Duration length, double limit) {
        Duration before = Cost.cpu(reco.process());
        Cost cost = Cost.of(reco.process(), () -> load.peak(AT_ONCE, length));
        double behind = FilledStore.factsBehind(reco.http());
        double seconds = FilledStore.settled(reco.http());
        Duration all = Cost.cpu(reco.process()).minus(before);
        OpenLoop.Outcome outcome = cost.outcome();
        figures.add(ACCEPTED, "µs of CPU", cost.micros() / BATCH, limit);
        figures.perSecond(ACCEPTED, BATCH * outcome.perSecond());
        figures.add(
                "batches that were pushed back", "%", 100.0 * outcome.refused().getTotalCount() / outcome.sent());
        figures.add(
                LEARNED,
                "µs of CPU",
                Cost.micros(all, BATCH * outcome.answered().getTotalCount()),
                limit);
        figures.add(BEHIND, "facts", behind);
        figures.add("until they know them", "s", seconds);
    }
}
