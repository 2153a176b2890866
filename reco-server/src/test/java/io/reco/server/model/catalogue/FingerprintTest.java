package io.reco.server.model.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;

class FingerprintTest {

    private static final String TEXT =
            IntStream.range(0, 120).mapToObj(i -> "word" + i * i).collect(Collectors.joining(" "));

    @Test
    void theSameTextIsNearWhateverItsCaseAndPunctuation() {
        assertThat(near("Mayor opens the bridge", "", "MAYOR opens \u201ethe bridge\u201c!", ""))
                .isTrue();
        assertThat(near("Caf\u00e9", "", "Cafe\u0301", "")).isTrue();
        assertThat(near("市長が橋を開く", "", "市長が橋を開く。", "")).isTrue();
    }

    @Test
    void aChangedWordInALongTextIsNear() {
        assertThat(near("Mayor opens bridge", TEXT, "Mayor opens bridge", TEXT.replace("word100 ", "word-new ")))
                .isTrue();
        assertThat(near("Mayor opens bridge", TEXT, "Update: mayor opens bridge", TEXT))
                .isTrue();
    }

    @Test
    void anotherNameOrNumberInAHeadlineIsAnotherStory() {
        assertThat(near("Article 12", "", "Article 13", "")).isFalse();
        assertThat(near("Rovers beat United 3-1", "", "Rovers beat City 3-1", ""))
                .isFalse();
        assertThat(near("Morning briefing", TEXT, "Morning briefing", "Rain all day."))
                .isFalse();
    }

    @Test
    void textsWithoutWordsAreNearToNone() {
        assertThat(near("", "", "", "")).isFalse();
        assertThat(near("?!", "", "?!", "")).isFalse();
    }

    private static boolean near(String title, String summary, String otherTitle, String otherSummary) {
        return Fingerprint.near(
                Fingerprint.of(article(title, summary)), Fingerprint.of(article(otherTitle, otherSummary)));
    }

    private static Article article(String title, String summary) {
        return new Article("1", title, summary, "", "", List.of(), "", Article.UNSET, Article.NEVER, false);
    }
}
