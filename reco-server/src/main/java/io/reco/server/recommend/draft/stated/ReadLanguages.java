package io.reco.server.recommend.draft.stated;

import java.util.ArrayList;
import java.util.List;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;

import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.catalogue.Articles.ArticleList;

/**
 * Languages that somebody reads. Who reads "pt" reads "pt-BR"; who reads "pt-BR" reads what says no more than "pt", but not
 * "pt-PT".
 */
final class ReadLanguages {

    private final Articles articles;

    /** These and all kinds of them. */
    private final IntOpenHashSet within = new IntOpenHashSet();

    /** These, but not every kind of them. */
    private final IntOpenHashSet exactly = new IntOpenHashSet();

    /** Most articles are in the language of the one that was looked at before. */
    private int asked = Articles.NONE;

    private boolean answered = true;

    ReadLanguages(List<String> tags, Articles articles) {
        this.articles = articles;
        for (String tag : tags) {
            int named = articles.languageNamed(tag);
            if (named != Articles.NONE) {
                within.add(named);
            }
            int wider = named == Articles.NONE ? articles.languageWiderThan(tag) : articles.widerLanguage(named);
            for (; wider != Articles.NONE; wider = articles.widerLanguage(wider)) {
                exactly.add(wider);
            }
        }
    }

    /** The articles in each of these languages, and those in an unknown one. */
    List<ArticleList> lists() {
        List<ArticleList> lists = new ArrayList<>();
        lists.add(articles.ofLanguage(Articles.NONE));
        for (int language = 0; language < articles.languages(); language++) {
            if (read(language)) {
                lists.add(articles.ofLanguage(language));
            }
        }
        return lists;
    }

    /** Whether they read this one; {@link Articles#NONE} for an unknown one, which they may. */
    boolean read(int language) {
        if (language != asked) {
            answered = find(language);
            asked = language;
        }
        return answered;
    }

    private boolean find(int language) {
        if (language == Articles.NONE || exactly.contains(language)) {
            return true;
        }
        for (int wider = language; wider != Articles.NONE; wider = articles.widerLanguage(wider)) {
            if (within.contains(wider)) {
                return true;
            }
        }
        return false;
    }
}
