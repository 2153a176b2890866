package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.reco.server.domain.IdKeys;
import io.reco.server.recommend.draft.PageRequest;
import io.reco.server.recommend.draft.Policy;
import io.reco.server.recommend.explore.ServedSlots;
import io.reco.server.recommend.space.Workspaces;
import io.reco.server.store.reader.ReaderState;

@Timeout(300)
class WorkspacesTest {

    @Test
    void aThousandThreadsOneAfterAnotherShareOneSpace() throws InterruptedException {
        try (Newsroom room = new Newsroom().publish(20, 2)) {
            Pipeline pipeline = new Pipeline(room.engine.models(), room.store.ids());
            PageRequest request = PageRequest.of("", 10, Policy.defaults());
            AtomicInteger articles = new AtomicInteger();
            for (int i = 0; i < 1_000; i++) {
                Thread caller =
                        new Thread(() -> articles.addAndGet(pipeline.select(request, ReaderState.EMPTY, Newsroom.NOW)
                                .slots()
                                .size()));
                caller.start();
                caller.join();
            }

            assertThat(articles).hasValue(10_000);
            assertThat(pipeline.workspacesKept()).isEqualTo(1);
        }
    }

    @Test
    void howeverManyPagesAreInTheMakingFewSpacesAreKept() {
        Workspaces<Workspace> spaces =
                new Workspaces<>(3, () -> new Workspace(new ServedSlots(), IdKeys.withoutSecret()));
        List<Workspace> lent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            lent.add(spaces.borrow());
        }

        assertThat(lent).doesNotHaveDuplicates();
        lent.forEach(spaces::giveBack);
        assertThat(spaces.kept()).isEqualTo(3);
        assertThat(lent).contains(spaces.borrow());
    }
}
