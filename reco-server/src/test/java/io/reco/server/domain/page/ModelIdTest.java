package io.reco.server.domain.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

class ModelIdTest {

    @Test
    void noTwoStartsNameTheirModelsAlike() {
        Set<ModelId> ids = new HashSet<>();
        for (int start = 0; start < 100; start++) {
            ModelId first = ModelId.ofNewStart();
            ids.add(first);
            ids.add(first.next());
            assertThat(first.number()).isZero();
            assertThat(first.next().number()).isEqualTo(1);
        }
        assertThat(ids).hasSize(200);
    }

    @Test
    void itsTextIsShortAndNeverSigned() {
        assertThat(new ModelId(-1)).hasToString("3w5e11264sgsf");
        assertThat(new ModelId(35)).hasToString("z");
    }
}
