package io.reco.server.domain.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SharesTest {

    @Test
    void theThreeLargestAreKeptTheLargestFirst() {
        Shares shares = Shares.of(given(0.1f, 0.4f, 0.2f, 0.3f));

        assertThat(shares.count()).isEqualTo(3);
        assertThat(shares.source(0)).isEqualTo(Source.SESSIONS);
        assertThat(shares.source(1)).isEqualTo(Source.FRESH);
        assertThat(shares.source(2)).isEqualTo(Source.TRENDING);
        assertThat(shares.share(0)).isCloseTo(0.4f, within(0.5f / 31));
        assertThat(shares.share(1)).isCloseTo(0.3f, within(0.5f / 31));
        assertThat(shares.share(2)).isCloseTo(0.2f, within(0.5f / 31));
    }

    @Test
    void sharesArePartsOfTheWholeWhateverTheScoresScale() {
        assertThat(Shares.of(given(2e-9f, 0, 1e-9f, 1e-9f))).isEqualTo(Shares.of(given(200, 0, 100, 100)));
    }

    @Test
    void aShareThatIsNextToNothingIsLeftOut() {
        Shares shares = Shares.of(given(0.999f, 0.001f, 0, 0));

        assertThat(shares.count()).isEqualTo(1);
        assertThat(shares.share(0)).isEqualTo(1);
    }

    @Test
    void oneSourceAloneHasAll() {
        for (Source source : Source.values()) {
            Shares shares = Shares.of(source);

            assertThat(shares.count()).isEqualTo(1);
            assertThat(shares.source(0)).isEqualTo(source);
            assertThat(shares.share(0)).isEqualTo(1);
        }
    }

    @Test
    void withoutAnySourceThereAreNone() {
        assertThatThrownBy(() -> new Shares(0)).hasMessage("shares: 0 (expected: one to three)");
    }

    private static float[] given(float neighbours, float sessions, float trending, float fresh) {
        float[] given = new float[Source.VIEWED.code() + 1];
        given[Source.NEIGHBOURS.code()] = neighbours;
        given[Source.SESSIONS.code()] = sessions;
        given[Source.TRENDING.code()] = trending;
        given[Source.FRESH.code()] = fresh;
        return given;
    }
}
