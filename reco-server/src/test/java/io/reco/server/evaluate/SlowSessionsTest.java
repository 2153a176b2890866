package io.reco.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.page.Page;
import io.reco.server.model.settings.Parameter;

/**
 * What sessions of weeks ago led to is on a page, though everything quick has forgotten it: forty days ago readers went from one
 * article over another one, each over their own, to the one that is looked for. Who has read the first one in these minutes went
 * elsewhere; and neighbours know better ones, which the same readers read later, in sessions of their own.
 */
@Timeout(300)
class SlowSessionsTest {

    private static final long START_MS = 1_700_000_000_000L;
    private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    private static final long NOW_MS = START_MS + 40 * DAY_MS;

    private static final int FIRST = 1;
    private static final int LOOKED_FOR = 2;
    private static final int OWN = 100;
    private static final int NEIGHBOUR = 200;
    private static final int NEIGHBOURS = 30;
    private static final int QUICK = 300;
    private static final int READERS = 60;
    private static final String ASKING = "9999";

    private int events;

    @Test
    void slowRulesAloneKnowIt() {
        assertThat(page(Map.of(Parameter.BLEND_SESSIONS_SLOW, 0.0))).contains(LOOKED_FOR);
    }

    @Test
    void likeSessionsOfWeeksAloneKnowIt() {
        assertThat(page(Map.of(Parameter.BLEND_RULES_SLOW, 0.0))).contains(LOOKED_FOR);
    }

    @Test
    void nothingElseKnowsIt() {
        assertThat(page(Map.of(Parameter.BLEND_RULES_SLOW, 0.0, Parameter.BLEND_SESSIONS_SLOW, 0.0)))
                .hasSize(10)
                .doesNotContain(LOOKED_FOR);
    }

    private List<Integer> page(Map<Parameter, Double> heard) {
        Map<Parameter, Double> settings = new EnumMap<>(heard);
        settings.put(Parameter.EXPLORING_PLACES, 0.0);
        try (Service service = new Service(settings)) {
            weeksAgo(service);
            theDaysSince(service);
            theseMinutes(service);
            view(service, ASKING, FIRST, NOW_MS);
            service.learn(1);
            List<Page.Slot> page = service.page(ASKING, 10, NOW_MS + 1_000, 0);
            return page.stream().map(slot -> (int) slot.article()).toList();
        }
    }

    private void weeksAgo(Service service) {
        for (int reader = 1; reader <= READERS; reader++) {
            long timeMs = START_MS + 10L * reader * MINUTE_MS;
            view(service, "" + reader, FIRST, timeMs);
            view(service, "" + reader, OWN + reader, timeMs + MINUTE_MS);
            view(service, "" + reader, LOOKED_FOR, timeMs + 2 * MINUTE_MS);
            view(service, "other" + reader, LOOKED_FOR, timeMs + 3 * MINUTE_MS); // popular without the first one, too
        }
    }

    private void theDaysSince(Service service) {
        for (int day = 1; day <= NEIGHBOURS; day++) {
            for (int reader = 1; reader <= READERS; reader++) {
                view(service, "" + reader, NEIGHBOUR + day, START_MS + day * DAY_MS + 10L * reader * MINUTE_MS);
            }
        }
    }

    private void theseMinutes(Service service) {
        for (int session = 0; session < 18; session++) {
            long timeMs = NOW_MS - (20 - session) * MINUTE_MS;
            view(service, "quick" + session, FIRST, timeMs);
            view(service, "quick" + session, QUICK + session % 6, timeMs + 1_000);
        }
    }

    private void view(Service service, String reader, int article, long timeMs) {
        service.feed(new Event("v" + events++, reader, Integer.toString(article), EventType.VIEW, timeMs, 0), "");
    }
}
