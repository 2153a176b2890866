package io.reco.server.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.page.Page;
import io.reco.server.domain.page.Rung;
import io.reco.server.domain.page.Shares;
import io.reco.server.domain.page.Source;

/** Numbers counted by hand: three pages of two articles, of a catalogue of five, and eight readers. */
class SpreadTest {

    private static final int READERS = 8;

    /** How many engaged with articles 1, 2 and 3: 1, 3 and 2 bits. */
    private static final int[] ENGAGED = {0, 4, 1, 2};

    private final Spread spread = new Spread();

    @Test
    void coverageNoveltyOverlapAndRungsAreAsCountedByHand() {
        add(Rung.PERSONAL, 1, 2);
        add(Rung.PERSONAL, 1, 3);
        add(Rung.TRENDING, 1, 2);

        Report report = new Report();
        spread.report(report, 5);

        assertThat(report.number("distinct articles")).isEqualTo(3);
        assertThat(report.number("coverage")).isEqualTo(0.6, within(1e-9));
        // (1 + 3) / 2, (1 + 2) / 2 and (1 + 3) / 2 bits
        assertThat(report.number("novelty bits")).isEqualTo(5.5 / 3, within(1e-9));
        // The pairs have 1, 2 and 1 in common, of 2.
        assertThat(spread.overlap()).isEqualTo(4.0 / 3 / 2, within(1e-9));
        assertThat(report.number("slots personal")).isEqualTo(4.0 / 6, within(1e-9));
        assertThat(report.number("slots trending")).isEqualTo(2.0 / 6, within(1e-9));
        assertThat(report.number("slots viewed")).isZero();
        assertThat(report.json()).contains("\"coverage\": 0.6", "\"novelty bits\": 1.8333", "\"slots fresh\": 0");
    }

    @Test
    void pagesOfDifferentLengthsOverlapByTheirAverage() {
        add(Rung.PERSONAL, 1, 2, 3);
        add(Rung.PERSONAL, 3);

        assertThat(spread.overlap()).isEqualTo(1.0 / 2, within(1e-9));
    }

    @Test
    void nothingIsAskedOfNoPages() {
        Report report = new Report();
        spread.report(report, 0);

        assertThat(spread.overlap()).isZero();
        assertThat(report.number("coverage")).isZero();
        assertThat(report.number("novelty bits")).isZero();
    }

    @Test
    void whatNobodyEngagedWithIsAsNewAsWhatOneDid() {
        assertThat(Spread.selfInformation(0, 16)).isEqualTo(4, within(1e-9));
        assertThat(Spread.selfInformation(1, 16)).isEqualTo(4, within(1e-9));
        assertThat(Spread.selfInformation(16, 16)).isZero();
    }

    private void add(Rung rung, int... articles) {
        List<Page.Slot> page = new ArrayList<>();
        for (int article : articles) {
            page.add(new Page.Slot(article, rung, 1, Shares.of(Source.NEIGHBOURS)));
        }
        spread.add(page, article -> Spread.selfInformation(ENGAGED[(int) article], READERS));
    }
}
