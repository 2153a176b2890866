package io.reco.it;

/** What a load and its server had done up to one moment, and what the server's process held then. */
record LoadSample(
        long elapsedSeconds,
        long pages,
        long slots,
        long freshSlots,
        long replays,
        long histories,
        long events,
        long lateEvents,
        long tooOldEvents,
        long catalogueChanges,
        long residentMib,
        Metrics metrics) {

    static LoadSample of(long elapsedSeconds, LoadCounts counts, TestServer server) {
        return new LoadSample(
                elapsedSeconds,
                counts.pages.get(),
                counts.slots.get(),
                counts.freshSlots.get(),
                counts.replays.get(),
                counts.histories.get(),
                counts.events.get(),
                counts.lateEvents.get(),
                counts.tooOldEvents.get(),
                counts.catalogueChanges.get(),
                server.memoryUsed() >> 20,
                Metrics.of(server));
    }
}
