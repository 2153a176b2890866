package io.reco.server.recommend.explain;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.IdKeys;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.recommend.draft.Draft;
import io.reco.server.recommend.draft.Ranking;

/** Finds out why articles are not on a page, from its draft. Of use only while the models are read. */
public final class Absences {

    private final Draft draft;
    private final boolean ranked;

    private Absences(Draft draft, boolean ranked) {
        this.draft = draft;
        this.ranked = ranked;
    }

    /** Of a page that was just made. */
    public static List<Absence> live(Draft draft, List<String> ids, IdKeys keys) {
        return new Absences(draft, true).of(ids, keys);
    }

    /** Of a page that was made before: whose slots the draft has, and what is known of its reader now. */
    public static List<Absence> asOfNow(Draft draft, List<String> ids, IdKeys keys) {
        return new Absences(draft, false).of(ids, keys);
    }

    private List<Absence> of(List<String> ids, IdKeys keys) {
        List<Absence> absences = new ArrayList<>(ids.size());
        for (String id : ids) {
            int article = draft.articles().ordinal(keys.of(id));
            if (article == Articles.NONE) {
                absences.add(Absence.of(id, Absence.Reason.UNKNOWN));
            } else if (!draft.slots().holds(article)) {
                absences.add(of(id, article));
            }
        }
        return absences;
    }

    private Absence of(String id, int article) {
        Absence.Reason reason = ofCatalogue(article);
        reason = reason == null ? ofReader(article) : reason;
        if (reason == null && draft.told(article, draft.slots().count())) {
            reason = Absence.Reason.SAME_STORY;
        }
        if (reason == null && !ranked) {
            reason = Absence.Reason.NONE_NOW;
        }
        return reason == null ? ofRanking(id, article) : Absence.of(id, reason);
    }

    private Absence.@Nullable Reason ofCatalogue(int article) {
        Articles articles = draft.articles();
        if (!articles.isListed(article)) {
            return Absence.Reason.DELETED;
        }
        if (articles.isHidden(article)) {
            return Absence.Reason.HIDDEN;
        }
        if (articles.expireMs(article) <= draft.nowMs()) {
            return Absence.Reason.EXPIRED;
        }
        return articles.publishMs(article) > draft.nowMs() ? Absence.Reason.SCHEDULED : null;
    }

    private Absence.@Nullable Reason ofReader(int article) {
        int marks = draft.marks(article);
        if ((marks & Draft.REJECTED) != 0) {
            return Absence.Reason.REJECTED;
        }
        if (!draft.servable(article)) {
            return Absence.Reason.FILTERED;
        }
        if ((marks & Draft.VIEWED) != 0) {
            return Absence.Reason.VIEWED;
        }
        return (marks & Draft.SERVED) != 0 ? Absence.Reason.SERVED : null;
    }

    private Absence ofRanking(String id, int article) {
        if ((draft.marks(article) & Draft.DEFERRED) != 0) {
            return Absence.of(id, Absence.Reason.VARIETY);
        }
        Ranking ranking = draft.ranking();
        for (int place = 0; place < ranking.count(); place++) {
            if (ranking.article(place) == article) {
                return new Absence(id, Absence.Reason.OUTSCORED, ranking.score(place));
            }
        }
        return Absence.of(id, Absence.Reason.NOT_PROPOSED);
    }
}
