package io.reco.server.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkspacesTest {

    @Test
    void aThousandThreadsOneAfterAnotherShareOneSpace() throws InterruptedException {
        try (Newsroom room = new Newsroom().publish(20, 2)) {
            AtomicInteger articles = new AtomicInteger();
            for (int i = 0; i < 1_000; i++) {
                Thread caller = new Thread(
                        () -> articles.addAndGet(room.ids(room.page(0, 10)).size()));
                caller.start();
                caller.join();
            }

            assertThat(articles).hasValue(10_000);
            assertThat(room.pipeline.workspacesKept()).isEqualTo(1);
        }
    }

    @Test
    void howeverManyPagesAreInTheMakingFewSpacesAreKept() {
        Workspaces spaces = new Workspaces(3);
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
