package io.reco.server.model;

import io.reco.server.model.blend.Blend;
import io.reco.server.model.catalogue.EarlyEvents;
import io.reco.server.model.catalogue.MutableArticles;
import io.reco.server.model.content.MutableContent;
import io.reco.server.model.funnel.MutableFunnel;
import io.reco.server.model.histories.Histories;
import io.reco.server.model.histories.OptOuts;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.neighbours.MutableNeighbourRows;
import io.reco.server.model.openings.MutableOpenings;
import io.reco.server.model.popularity.MutablePopularity;
import io.reco.server.model.sessions.MutableSessionRules;
import io.reco.server.model.sessions.SessionLog;
import io.reco.server.model.trends.MutableTrend;

/**
 * Everything that the models know, to be changed. Given by {@link Models#write}, and of use only until that returns. Nobody else
 * reads or writes meanwhile.
 */
public interface Writer extends View {

    @Override
    MutableArticles articles();

    /** What came before its article. */
    EarlyEvents early();

    @Override
    MutablePopularity popularity();

    @Override
    MutableOpenings openings();

    @Override
    MutableFunnel funnel();

    @Override
    MutableNeighbourRows rows();

    @Override
    MutableSessionRules rules();

    @Override
    MutableSessionRules rulesSlow();

    @Override
    MutableSessionRules next();

    @Override
    MutableSessionRules nextSlow();

    @Override
    SessionLog sessions();

    @Override
    MutableContent content();

    @Override
    MutableTrend burst();

    @Override
    MutableTrend trend();

    /** Who engaged with what; for learning only. */
    Histories histories();

    /** From whom nothing is learned. */
    OptOuts optOuts();

    /** Counts an event that says something about its reader's taste. */
    void engaged(long timeMs);

    /** Replaces the blend. */
    void blend(Blend fitted);

    /** Replaces the exponents of rows that are built from now on. */
    void damping(Damping chosen);

    /**
     * Replaces what was learned in the background, and its id with it.
     *
     * @param from what {@link View#engagements} was when learning began
     */
    void publish(EaseRows learned, long from, long nowMs);
}
