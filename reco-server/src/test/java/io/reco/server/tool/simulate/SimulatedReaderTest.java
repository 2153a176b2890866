package io.reco.server.tool.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.reco.server.tool.simulate.SimulatedReader.Item;
import io.reco.server.tool.simulate.SimulatedReader.Look;

class SimulatedReaderTest {

    private static final List<String> TOPICS = List.of("sport", "science");

    private static List<Item> page(String topic, int from) {
        return IntStream.range(from, from + 10)
                .mapToObj(i -> new Item(topic + i, List.of(topic)))
                .toList();
    }

    @Test
    void readersOfOneSeedDoTheSameAndSeeAPageFromItsTop() {
        List<Look> looks = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            looks.add(new SimulatedReader("r", TOPICS, 3).look(page("sport", 0)));
        }

        assertThat(looks.get(0)).isEqualTo(looks.get(1));
        List<Integer> seen = looks.get(0).seen();
        assertThat(seen).isEqualTo(IntStream.range(0, seen.size()).boxed().toList());
        assertThat(seen).containsAll(looks.get(0).opened());
    }

    @Test
    void whatIsOfATopicTheyLikeIsOpenedMoreOften() {
        int liked = 0;
        int other = 0;
        for (int seed = 0; seed < 400; seed++) {
            SimulatedReader reader = new SimulatedReader("r", List.of("sport"), seed);
            liked += reader.glance(page("sport", 0)).opened().size();
            other += reader.glance(page("science", 0)).opened().size();
        }

        assertThat(liked).isGreaterThan(5 * other);
        assertThat(other).isPositive();
    }

    @Test
    void whatTheySawBeforeIsARepetitionAndWhatTheyOpenedIsNotOpenedAgain() {
        SimulatedReader reader = new SimulatedReader("r", List.of("sport"), 5);
        List<Item> page = page("sport", 0);
        int opened = 0;
        Look first = reader.look(page);
        for (int again = 0; again < 50; again++) {
            opened += reader.look(page).opened().size();
        }

        assertThat(first.repeated()).isZero();
        assertThat(reader.look(page).repeated()).isPositive();
        assertThat(opened).isLessThanOrEqualTo(page.size());
    }
}
