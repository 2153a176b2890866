package io.reco.server.model;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.page.ModelId;
import io.reco.server.model.blend.Blend;
import io.reco.server.model.catalogue.EarlyEvents;
import io.reco.server.model.catalogue.MutableArticles;
import io.reco.server.model.content.MutableContent;
import io.reco.server.model.funnel.MutableFunnel;
import io.reco.server.model.histories.Histories;
import io.reco.server.model.histories.OptOuts;
import io.reco.server.model.histories.Past;
import io.reco.server.model.histories.Ties;
import io.reco.server.model.neighbours.Damping;
import io.reco.server.model.neighbours.EaseRows;
import io.reco.server.model.neighbours.MutableNeighbourRows;
import io.reco.server.model.openings.MutableOpenings;
import io.reco.server.model.popularity.MutablePopularity;
import io.reco.server.model.sessions.MutableSessionRules;
import io.reco.server.model.sessions.SessionLog;
import io.reco.server.model.settings.HeapBudget;
import io.reco.server.model.settings.LearningSettings;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;
import io.reco.server.model.trends.MutableTrend;

/** The models' parts. */
final class State implements Writer, Part {

    private static final int RULES_DEPTH = 10;
    private static final int RULES_ROW_MAX = 200;
    private static final int NEXT_ROW_MAX = 128;

    /** When all is old, days still say more than the minutes that happened to be the last. */
    private static final double BURST_LEAST = -110;

    private static final double TREND_LEAST = -80;

    private final LearningSettings settings;
    private final MutableArticles articles = new MutableArticles();
    private final EarlyEvents early = new EarlyEvents();
    private final MutablePopularity popularity = new MutablePopularity();
    private final MutableOpenings openings;
    private final MutableFunnel funnel;
    private final Histories histories;
    private final OptOuts optOuts = new OptOuts();
    private final MutableNeighbourRows rows = new MutableNeighbourRows();
    private final MutableSessionRules rules;
    private final MutableSessionRules rulesSlow;
    private final MutableSessionRules next;
    private final MutableSessionRules nextSlow;
    private final SessionLog sessions = new SessionLog();
    private final MutableTrend burst;
    private final MutableTrend trend;
    private final MutableContent content = new MutableContent();
    private Damping damping;
    private EaseRows easeRows = EaseRows.NONE;
    private Blend blend;
    private long engagements;
    private long newestMs = Long.MIN_VALUE;
    private ModelId modelId = ModelId.ofNewStart();
    private long learnedAtMs;
    private long learnedFrom;

    State(LearningSettings settings, HeapBudget heap) {
        this.settings = settings;
        this.blend = settings.blend();
        this.damping = settings.neighbours().damping();
        this.openings = new MutableOpenings(heap.showingsMax());
        this.funnel = new MutableFunnel(heap.funnelMax());
        this.histories = new Histories(popularity, heap.historiesMax());
        this.rules = rules(settings.sessions().rules().toMillis(), RULES_DEPTH, RULES_ROW_MAX);
        this.rulesSlow = rules(settings.sessions().rulesSlow().toMillis(), RULES_DEPTH, NEXT_ROW_MAX);
        this.next = rules(settings.sessions().next().toMillis(), 1, NEXT_ROW_MAX);
        this.nextSlow = rules(settings.sessions().nextSlow().toMillis(), 1, NEXT_ROW_MAX);
        this.burst = new MutableTrend(settings.trending().burst().toMillis(), BURST_LEAST, this::numbered);
        this.trend = new MutableTrend(settings.trending().trend().toMillis(), TREND_LEAST, this::numbered);
    }

    private boolean numbered(int article) {
        return articles.key(article) > 0;
    }

    private static MutableSessionRules rules(long halfLifeMs, int depth, int rowMax) {
        return new MutableSessionRules(halfLifeMs, depth, rowMax);
    }

    /** What changes with every fact, by name. Who tells a snapshot must be the one who changes it, or keep that one from it. */
    Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("articles", articles);
        parts.put("early", early);
        parts.put("popularity", popularity);
        parts.put("openings", openings);
        parts.put("funnel", funnel);
        parts.put("histories", histories);
        parts.put("optOuts", optOuts);
        parts.put("rules", rules);
        parts.put("rulesSlow", rulesSlow);
        parts.put("next", next);
        parts.put("nextSlow", nextSlow);
        parts.put("sessions", sessions);
        parts.put("burst", burst);
        parts.put("trend", trend);
        parts.put("content", content);
        parts.put("state", this);
        return parts;
    }

    @Override
    public void save(ColumnWriter out) {
        float[][] weights = blend.copy();
        out.floatRows("blend", weights.length, stage -> weights[stage], stage -> weights[stage].length);
        float[][] exponents = blend.exponents();
        out.floatRows("exponents", exponents.length, stage -> exponents[stage], stage -> exponents[stage].length);
        out.number("engagements", engagements);
        out.number("newestMs", newestMs);
    }

    @Override
    public void restore(ColumnReader in) {
        blend = Blend.of(in.floatRows("blend", 0), in.floatRows("exponents", 0));
        engagements = in.number("engagements");
        newestMs = in.number("newestMs");
    }

    /** What follows from the parts, and is told later: it need not be of the same moment. */
    void restoreLearned(ColumnReader in) {
        in.part("rows");
        rows.restore(in);
        in.part("damping");
        damping = Damping.restored(in);
        in.part("ease");
        learnedAtMs = in.number("learnedAtMs");
        learnedFrom = in.number("learnedFrom");
        easeRows = EaseRows.restored(in);
    }

    @Override
    public LearningSettings settings() {
        return settings;
    }

    @Override
    public MutableArticles articles() {
        return articles;
    }

    @Override
    public EarlyEvents early() {
        return early;
    }

    @Override
    public MutablePopularity popularity() {
        return popularity;
    }

    @Override
    public MutableOpenings openings() {
        return openings;
    }

    @Override
    public MutableFunnel funnel() {
        return funnel;
    }

    @Override
    public MutableNeighbourRows rows() {
        return rows;
    }

    @Override
    public Damping damping() {
        return damping;
    }

    @Override
    public void damping(Damping chosen) {
        damping = chosen;
    }

    @Override
    public EaseRows easeRows() {
        return easeRows;
    }

    @Override
    public MutableSessionRules rules() {
        return rules;
    }

    @Override
    public MutableSessionRules rulesSlow() {
        return rulesSlow;
    }

    @Override
    public MutableSessionRules next() {
        return next;
    }

    @Override
    public MutableSessionRules nextSlow() {
        return nextSlow;
    }

    @Override
    public SessionLog sessions() {
        return sessions;
    }

    @Override
    public MutableContent content() {
        return content;
    }

    @Override
    public MutableTrend burst() {
        return burst;
    }

    @Override
    public MutableTrend trend() {
        return trend;
    }

    @Override
    public Blend blend() {
        return blend;
    }

    @Override
    public Ties ties() {
        return histories;
    }

    @Override
    public @Nullable Past past(long reader) {
        return histories.past(reader);
    }

    @Override
    public boolean learns(long reader, long timeMs) {
        return optOuts.learns(reader, timeMs);
    }

    @Override
    public OptOuts optOuts() {
        return optOuts;
    }

    @Override
    public int readerCount() {
        return histories.readerCount();
    }

    @Override
    public Histories histories() {
        return histories;
    }

    @Override
    public long newestMs() {
        return newestMs;
    }

    @Override
    public long engagements() {
        return engagements;
    }

    @Override
    public void engaged(long timeMs) {
        newestMs = Math.max(newestMs, timeMs);
        engagements++;
    }

    @Override
    public void blend(Blend fitted) {
        blend = fitted;
    }

    @Override
    public void publish(EaseRows learned, long from, long nowMs) {
        easeRows = learned;
        learnedFrom = from;
        learnedAtMs = nowMs;
        modelId = modelId.next();
    }

    @Override
    public ModelId modelId() {
        return modelId;
    }

    @Override
    public long learnedAtMs() {
        return learnedAtMs;
    }

    @Override
    public long learnedFrom() {
        return learnedFrom;
    }
}
