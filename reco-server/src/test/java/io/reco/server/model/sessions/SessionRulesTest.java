package io.reco.server.model.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SessionRulesTest {

    private static final long HALF_LIFE = 60_000;

    @Test
    void aRuleCountsHalfAfterItsHalfLife() {
        MutableSessionRules rules = new MutableSessionRules(HALF_LIFE, 10, 4);
        rules.add(1, 2, 1, 0);
        rules.add(1, 3, 2, 100 * HALF_LIFE); // the row's landmark moves

        assertThat(rules.count(1)).isEqualTo(2);
        assertThat(value(rules, 3, 100 * HALF_LIFE)).isEqualTo(0.5f, within(1e-6f));
        assertThat(value(rules, 3, 101 * HALF_LIFE)).isEqualTo(0.25f, within(1e-6f));
    }

    @Test
    void theWeakestRuleMakesRoom() {
        MutableSessionRules rules = new MutableSessionRules(HALF_LIFE, 10, 4);
        for (int target = 2; target <= 5; target++) {
            rules.add(1, target, target, 0);
        }

        rules.add(1, 6, 1, 0);

        assertThat(rules.count(1)).isEqualTo(4);
        assertThat(value(rules, 5, 0)).isZero();
        assertThat(value(rules, 6, 0)).isEqualTo(1);
    }

    @Test
    void aLateRuleDoesNotPushOutAStrongerOne() {
        MutableSessionRules rules = new MutableSessionRules(HALF_LIFE, 10, 4);
        for (int target = 2; target <= 5; target++) {
            rules.add(1, target, target, 100 * HALF_LIFE);
        }

        rules.add(1, 6, 1, 0);

        assertThat(value(rules, 6, 100 * HALF_LIFE)).isZero();
        assertThat(value(rules, 5, 100 * HALF_LIFE)).isEqualTo(0.2f, within(1e-6f));
    }

    @Test
    void rulesOfAnyTimeStayFiniteAndAboveZero() {
        for (long[] times : new long[][] {{0, 100_000}, {100_000, 0}, {0, 1}, {50, 0}}) {
            MutableSessionRules rules = new MutableSessionRules(HALF_LIFE, 10, 4);
            rules.add(1, 2, 1, times[0] * HALF_LIFE);
            rules.add(1, 3, 2, times[1] * HALF_LIFE);
            for (long now : new long[] {0, 100, 1_000_000}) {
                assertThat(value(rules, 2, now * HALF_LIFE)).isPositive().isLessThanOrEqualTo(1);
                assertThat(value(rules, 3, now * HALF_LIFE)).isPositive().isLessThanOrEqualTo(1);
            }
        }
    }

    private static float value(SessionRules rules, int target, long nowMs) {
        for (int i = 0; i < rules.count(1); i++) {
            if (rules.targets(1)[i] == target) {
                return rules.values(1)[i] * rules.scale(1, nowMs);
            }
        }
        return 0;
    }
}
