package io.reco.server.model.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;

class ArticlesMemoryTest {

    private static final int ARTICLES = 100_000;
    private static final IdKeys IDS = IdKeys.withoutSecret();

    @Test
    void anIdThatIsNoNumberTakesAtMost80BytesMore() {
        double numbers = bytesEach(i -> Integer.toString(i + 1));
        double uuids = bytesEach(i -> new UUID(i * 0x9E3779B97F4A7C15L, i).toString());

        assertThat(numbers).isBetween(40.0, 200.0);
        assertThat(uuids - numbers).isBetween(40.0, 80.0);
    }

    /** The middle of five measurements: other tests' garbage may go, or come, during one. */
    private static double bytesEach(IntFunction<String> id) {
        double[] bytes =
                IntStream.range(0, 5).mapToDouble(i -> bytesOnce(id)).sorted().toArray();
        return bytes[2];
    }

    private static double bytesOnce(IntFunction<String> id) {
        long before = heap();
        MutableArticles articles = new MutableArticles();
        for (int i = 0; i < ARTICLES; i++) {
            String text = id.apply(i);
            articles.upsert(new Fact.ArticleUpserted(Article.bare(text)), IDS.of(text));
        }
        articles.settle();
        double bytes = heap() - before;
        assertThat(articles.listed()).isEqualTo(ARTICLES); // kept until here
        return bytes / ARTICLES;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
