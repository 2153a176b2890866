package io.reco.server.model;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.ModelId;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.catalogue.Articles;
import io.reco.server.model.content.Content;
import io.reco.server.model.funnel.Funnel;
import io.reco.server.model.histories.Past;
import io.reco.server.model.histories.Ties;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.neighbours.NeighbourRows;
import io.reco.server.model.openings.Openings;
import io.reco.server.model.popularity.Popularity;
import io.reco.server.model.sessions.SessionRules;
import io.reco.server.model.sessions.Sessions;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.trends.Trend;

/**
 * Everything that the models know, as of one moment. Given by {@link Models#read}, and of use only until that returns: nothing
 * that comes from here may be kept, but for what is immutable ({@link EaseRows}, {@link Blend}, settings, numbers).
 */
public interface View {

    /** How the models learn. */
    LearningSettings settings();

    /** The catalogue. */
    Articles articles();

    /** How many readers, views and shares an article has. */
    Popularity popularity();

    /** How articles that are shown are opened. */
    Openings openings();

    /** What became of articles that are shown, hour by hour. */
    Funnel funnel();

    /** What readers of an article also engage with: live. */
    NeighbourRows rows();

    /** The exponents of rows that are built from now on. */
    Damping damping();

    /** What was learned in the background about taste over weeks. */
    EaseRows easeRows();

    /** What follows the articles of a session, near or far. */
    SessionRules rules();

    /** The same, these weeks. */
    SessionRules rulesSlow();

    /** What follows an article directly, these hours. */
    SessionRules next();

    /** What follows an article directly, these weeks. */
    SessionRules nextSlow();

    /** The newest sessions. */
    Sessions sessions();

    /** What articles are about. */
    Content content();

    /** What is read in these minutes. */
    Trend burst();

    /** What is read in these days. */
    Trend trend();

    /** How much each feature of a candidate counts. */
    Blend blend();

    /** Who engaged with what; for learning only. */
    Ties ties();

    /** What a reader, by key, engaged with; null when that is not known. For learning only. */
    @Nullable
    Past past(long reader);

    /** Whether what a reader, by key, did at a moment may be learned from. */
    boolean learns(long reader, long timeMs);

    /** How many readers are known of, for learning. */
    int readerCount();

    /** The time of the newest event that said something about its reader's taste; the least long before the first. */
    long newestMs();

    /** How many events said something about their reader's taste. */
    long engagements();

    /** Names what was learned in the background, and grows when that is replaced. */
    ModelId modelId();

    /** When what was learned in the background was replaced last, milliseconds since 1970 UTC; 0 before the first time. */
    long learnedAtMs();

    /** What {@link #engagements} was when that was begun to be learned; 0 before the first time. */
    long learnedFrom();
}
