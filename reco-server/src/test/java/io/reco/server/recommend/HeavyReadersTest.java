package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.Event;
import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;

/** Who has read most of what others like still gets the rest of it, not whatever is new. */
@Timeout(300)
class HeavyReadersTest {

    private static final int POPULAR = 500;
    private static final int RELATED = 40;
    private static final int ARTICLES = 1_000;
    private static final int HEAVY = 1;

    @Test
    void whoReadNearlyAllThatTheirArticlesLeadToGetsTheRestOfIt() {
        try (Newsroom room = new Newsroom().publish(ARTICLES, ARTICLES)) {
            room.append(others(room));
            room.append(IntStream.rangeClosed(1, POPULAR)
                    .mapToObj(article -> room.view(HEAVY, article))
                    .toList());

            List<Page.Slot> page = room.page(HEAVY, 30);

            assertThat(page).hasSize(30).extracting(Page.Slot::rung).containsOnly(Rung.PERSONAL);
            // All but the one that explores.
            assertThat(room.ids(page))
                    .filteredOn(article -> article > POPULAR && article <= POPULAR + RELATED)
                    .hasSizeGreaterThanOrEqualTo(29);
        }
    }

    /** Readers of popular articles, each of whom read a few of the less popular, too. */
    private static List<Event> others(Newsroom room) {
        Random random = new Random(3);
        List<Event> events = new ArrayList<>();
        for (int reader = 2; reader <= 300; reader++) {
            for (int i = 0; i < 80; i++) {
                events.add(room.view(reader, 1 + random.nextInt(POPULAR)));
            }
            for (int i = 0; i < 3; i++) {
                events.add(room.view(reader, POPULAR + 1 + random.nextInt(RELATED)));
            }
        }
        return events;
    }
}
