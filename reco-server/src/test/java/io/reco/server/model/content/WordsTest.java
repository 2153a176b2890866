package io.reco.server.model.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.reco.server.domain.Article;

class WordsTest {

    private final Words words = new Words();

    @Test
    void formsOfAWordAreOneAndStopWordsAreNone() {
        assertThat(words("en", "The election of a mayor")).containsExactly("elect", "mayor");
        assertThat(words("en-GB", "Elections elect mayors")).contains("elect", "mayor");
        assertThat(words("pt-BR", "A eleição do prefeito")).hasSize(2).doesNotContain("a", "do");
    }

    @Test
    void aTagsSpellingDoesNotChangeItsLanguage() {
        for (String tag : List.of("en-US", "en_US", "EN_us", " en ")) {
            assertThat(words(tag, "Elections")).as(tag).containsExactly("elect");
        }
    }

    @Test
    void composedAndDecomposedLettersAreOneWord() {
        assertThat(words("", "Cafe\u0301")).isEqualTo(words("", "Caf\u00e9")).containsExactly("caf\u00e9");
    }

    @Test
    void anUnknownLanguageHasWordsToo() {
        assertThat(words("", "Ëpos 2026: X-ray")).containsExactly("ëpos", "2026", "x", "ray");
        assertThat(words("not a language", "One")).containsExactly("one");
    }

    @Test
    void whereNoSpacesStandPairsOfCharactersAreTheWords() {
        assertThat(words("ja", "東京都")).containsExactly("東京", "京都");
    }

    private List<String> words(String language, String title) {
        List<String> found = new ArrayList<>();
        words.of(
                new Article("1", title, "", "", "", List.of(), language, Article.UNSET, Article.NEVER, false),
                found::add);
        return found;
    }
}
