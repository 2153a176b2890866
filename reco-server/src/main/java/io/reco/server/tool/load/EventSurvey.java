package io.reco.server.tool.load;

import java.io.IOException;

import it.unimi.dsi.fastutil.objects.Object2LongLinkedOpenHashMap;

import io.reco.server.csv.EventCsv;
import io.reco.server.domain.Event;
import io.reco.server.domain.Limits;
import io.reco.server.tool.console.Console;
import io.reco.server.tool.console.InputFile;

/** What is known of a file of events before any is sent. */
final class EventSurvey {

    private final Object2LongLinkedOpenHashMap<String> firstSeenMs = new Object2LongLinkedOpenHashMap<>();
    private final long latestMs;
    private long newestMs = Long.MIN_VALUE;

    private EventSurvey(long nowMs) {
        latestMs = nowMs + Limits.EVENT_AHEAD_MAX.toMillis();
    }

    /** Reads the file once. Bad rows are passed over; they are reported when the others are sent. */
    static EventSurvey of(InputFile file, long nowMs, Console console) throws IOException {
        EventSurvey survey = new EventSurvey(nowMs);
        file.survey(
                EventCsv.COLUMNS,
                row -> survey.note(EventCsv.event(row)),
                (line, reason) -> {},
                console.progress("reading events", file.bytes(), () -> "articles=" + survey.firstSeenMs.size()));
        return survey;
    }

    private void note(Event event) {
        firstSeenMs.mergeLong(event.article(), event.timeMs(), Math::min);
        if (event.timeMs() <= latestMs) {
            newestMs = Math.max(newestMs, event.timeMs());
        }
    }

    /** How far times must be moved for the newest event to be now. */
    long shiftTo(long nowMs) {
        return newestMs == Long.MIN_VALUE ? 0 : nowMs - newestMs;
    }

    /** The articles that the events name, in the file's order, with the time of their earliest event. */
    Object2LongLinkedOpenHashMap<String> firstSeenMs() {
        return firstSeenMs;
    }
}
