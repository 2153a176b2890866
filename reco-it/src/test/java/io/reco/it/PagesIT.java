package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** README is a front door. */
class PagesIT {

    private static final int README_LINES_MAX = 200;

    @Test
    void readmeIsShort() {
        assertThat(Readme.text(Readme.pages().get(0)).lines().count()).isLessThanOrEqualTo(README_LINES_MAX);
    }
}
