package io.reco.server.recommend.draft;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.reco.server.domain.page.Source;
import io.reco.server.model.settings.Parameter;

/**
 * How pages are made. A value: it comes with each request, so that two requests may have two policies.
 *
 * @param name as exposure tokens and kept pages tell it
 * @param sources what proposes articles, in the order asked
 * @param variety what one topic and one author may take of a page
 * @param repetition when what a reader was served may come back
 * @param exploration how new articles find their first readers
 */
public record Policy(
        String name, List<Weighted> sources, Variety variety, Repetition repetition, Exploration exploration) {

    /** Every source as the service's own log has it. */
    private static final List<Weighted> SOURCES = List.of(
            new Weighted(Source.NEIGHBOURS, 1),
            new Weighted(Source.SESSIONS, 1),
            new Weighted(Source.TRENDING, 1),
            new Weighted(Source.FRESH, 1));

    public Policy {
        sources = List.copyOf(sources);
        long distinct = sources.stream().map(Weighted::source).distinct().count();
        if (distinct < sources.size()) {
            throw new IllegalArgumentException("sources: " + sources + " (expected: each source once)");
        }
    }

    /**
     * A source, and how much it says.
     *
     * @param weight what the weight that the blend learned for the source is multiplied by; 1 for as learned, at least 0
     */
    public record Weighted(Source source, float weight) {

        public Weighted {
            if (!Float.isFinite(weight) || weight < 0) {
                throw new IllegalArgumentException("weight: " + weight + " (expected: finite, >= 0)");
            }
        }
    }

    /**
     * Diversity of one page. Each number is a part of the page's places, in (0, 1].
     *
     * @param topicMax the most that one topic takes; an article's topic is its first
     * @param strangerTopicMax the same, of the page of a reader whose taste is unknown; {@code topicMax} where that is less
     * @param authorMax the most that one author takes
     */
    public record Variety(float topicMax, float strangerTopicMax, float authorMax) {

        /** One topic or author may take all of it. */
        public static final Variety NONE = new Variety(1, 1, 1);

        public Variety {
            requirePart("topicMax", topicMax);
            requirePart("strangerTopicMax", strangerTopicMax);
            requirePart("authorMax", authorMax);
        }

        private static void requirePart(String field, float part) {
            if (!(part > 0 && part <= 1)) {
                throw new IllegalArgumentException(field + ": " + part + " (expected: above 0, up to 1)");
            }
        }
    }

    /**
     * When what a reader was served, but did not open, may be on a page again. How much it counts for by then is learned, see
     * {@link io.reco.server.model.openings.Openings#again}.
     *
     * @param pages never while it is on so many of the newest pages
     * @param age never while it is on a page younger than this
     * @param unseen what EXPOSE events did not tell of, of a page of which they told anything, may be once the page is this old,
     *     whatever the other two say
     */
    public record Repetition(int pages, Duration age, Duration unseen) {

        /** At once. */
        public static final Repetition NONE = new Repetition(0, Duration.ZERO, Duration.ZERO);

        public Repetition {
            if (pages < 0) {
                throw new IllegalArgumentException("pages: " + pages + " (expected: >= 0)");
            }
        }
    }

    /**
     * How new articles find their first readers.
     *
     * @param places how many places of a page explore, for a reader of whom something is known; one in four of a page at most
     * @param strangerPlaces the same, for a reader of whom nothing is known
     * @param newness an article is new for so long from its publication on
     * @param newestMax of the new articles, so many of the newest have a chance
     * @param floor each new article is shown so often, as far as there are pages for it, before its open rate counts
     * @param proof for so long from its publication on only showings count for that; later, readers count as well
     */
    public record Exploration(
            int places, int strangerPlaces, Duration newness, int newestMax, int floor, Duration proof) {

        /** So many of a page's places explore at most: one in this many. */
        private static final int PAGE_PART = 4;

        /** None at all. */
        public static final Exploration NONE = new Exploration(0, 0, Duration.ofDays(1), 1_024, 0, Duration.ZERO);

        public Exploration {
            if (places < 0 || strangerPlaces < 0) {
                throw new IllegalArgumentException("places: " + Math.min(places, strangerPlaces) + " (expected: >= 0)");
            }
        }

        /** How many places explore of a page of so many articles. */
        public int places(int count, boolean stranger) {
            return Math.min(stranger ? strangerPlaces : places, count / PAGE_PART);
        }
    }

    /** The policy of a service that sets nothing. */
    public static Policy defaults() {
        return of(Map.of());
    }

    /** The defaults but for these; parameters of other things are passed over. */
    public static Policy of(Map<Parameter, Double> values) {
        Variety variety =
                new Variety((float) Parameter.TOPIC_MAX.in(values), 0.4f, (float) Parameter.AUTHOR_MAX.in(values));
        Repetition repetition = new Repetition(
                (int) Parameter.REPEAT_AFTER_PAGES.in(values),
                Duration.ofMinutes((long) (Parameter.REPEAT_AFTER_HOURS.in(values) * 60)),
                Duration.ofMinutes(30));
        int places = (int) Parameter.EXPLORING_PLACES.in(values);
        Exploration exploration = new Exploration(
                places,
                2 * places,
                Duration.ofDays(1),
                1_024,
                (int) Parameter.EXPLORING_FLOOR.in(values),
                Duration.ofMinutes(30));
        return new Policy("default", SOURCES, variety, repetition, exploration);
    }

    /** The same, of what costs least: what trends and what is new, whoever asks. */
    public Policy hurried() {
        List<Weighted> cheap = List.of(new Weighted(Source.TRENDING, 1));
        return new Policy(name, cheap, variety, repetition, Exploration.NONE);
    }

    /** For lists of what is like one article: trending articles of its topics are looked at, but that they trend says nothing. */
    public static Policy related() {
        List<Weighted> sources = List.of(
                new Weighted(Source.NEIGHBOURS, 1),
                new Weighted(Source.SESSIONS, 1),
                new Weighted(Source.TRENDING, 0),
                new Weighted(Source.FRESH, 1));
        return new Policy("related", sources, Variety.NONE, Repetition.NONE, Exploration.NONE);
    }

    /** For lists of what trends. */
    public static Policy top() {
        List<Weighted> sources = List.of(new Weighted(Source.TRENDING, 1));
        return new Policy("top", sources, Variety.NONE, Repetition.NONE, Exploration.NONE);
    }

    /** What a source's learned weight is multiplied by; 0 for one that is not asked. */
    public float weight(Source source) {
        for (Weighted weighted : sources) {
            if (weighted.source == source) {
                return weighted.weight;
            }
        }
        return 0;
    }
}
