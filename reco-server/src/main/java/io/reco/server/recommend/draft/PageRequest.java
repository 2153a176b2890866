package io.reco.server.recommend.draft;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.reco.server.domain.page.PageFilter;
import io.reco.server.domain.trace.Trace;

/**
 * A request for a page, and how its page is to be made. Immutable; made by {@link #of}, and by the methods below for what is
 * out of the ordinary.
 *
 * @param reader an id; empty for an anonymous reader
 * @param recentArticles ids of what the reader opened just now, the latest first; they count for this page as if they had been
 *     reported, and are not kept. Ids that no article has are passed over
 * @param place which page of which feed
 * @param choice what may be on it, and how that is chosen
 * @param use what becomes of it
 */
public record PageRequest(String reader, List<String> recentArticles, Place place, Choice choice, Use use) {

    public PageRequest {
        recentArticles = List.copyOf(recentArticles);
    }

    /**
     * Which page is asked for.
     *
     * @param placement names the feed among its reader's; empty for the one that the original contract has
     * @param count 1..100 articles
     * @param stampMs the moment asked for, milliseconds since 1970 UTC; 0 for now
     * @param idempotencyKey with {@code stampMs} 0: a later request of the same reader with the same key gets the same page;
     *     empty for none
     */
    public record Place(String placement, int count, long stampMs, String idempotencyKey) {}

    /**
     * How a page is made.
     *
     * @param policy the rules it is made by
     * @param filter what may be on it
     * @param diversity 0..1: from the best whatever its topic to as different as possible; {@link Float#NaN} as the policy has it
     * @param numbersOnly whether articles are left out whose ids the original contract cannot name, from new pages and kept ones
     * @param seenSinceMs what the reader did before this moment tells their taste but keeps no article away; 0 in service, where
     *     everything they did counts
     */
    public record Choice(Policy policy, PageFilter filter, float diversity, boolean numbersOnly, long seenSinceMs) {}

    /**
     * What becomes of a page.
     *
     * @param keep false for a look: the page is decided and answered, but not kept, signed or counted
     * @param givenUp whether nobody waits for the answer any more, asked just before a page is kept: then none is
     * @param leftNanos how long its caller waits from now on; with too little for the whole pipeline a page is made by less
     * @param told whether the answer tells scores and reasons
     * @param absent ids of articles of which the answer says why they are not on the page
     * @param trace told of its stages
     */
    public record Use(
            boolean keep,
            BooleanSupplier givenUp,
            LongSupplier leftNanos,
            boolean told,
            List<String> absent,
            Trace trace) {

        public Use {
            absent = List.copyOf(absent);
        }
    }

    /** For a new page of a reader, empty for an anonymous one, in the feed without a name; it is kept. */
    public static PageRequest of(String reader, int count, Policy policy) {
        return new PageRequest(
                reader,
                List.of(),
                new Place("", count, 0, ""),
                new Choice(policy, PageFilter.NONE, Float.NaN, false, 0),
                new Use(true, () -> false, () -> Long.MAX_VALUE, false, List.of(), Trace.NONE));
    }

    public String placement() {
        return place.placement;
    }

    public int count() {
        return place.count;
    }

    /** A number that differs, nearly always, where anything differs that a caller chooses of what may be on the page. */
    public int choiceHash() {
        PageFilter asked = filter();
        return Objects.hash(
                recentArticles,
                diversity(),
                asked.topicsAny(),
                asked.topicsNone(),
                asked.authorsNone(),
                asked.languages(),
                asked.attributesEqual(),
                asked.attributesNotEqual(),
                asked.publishedFromMs(),
                asked.excludedArticles());
    }

    public long stampMs() {
        return place.stampMs;
    }

    public String idempotencyKey() {
        return place.idempotencyKey;
    }

    public Policy policy() {
        return choice.policy;
    }

    public PageFilter filter() {
        return choice.filter;
    }

    public float diversity() {
        return choice.diversity;
    }

    /** Whether the request says how much variety counts. */
    public boolean varies() {
        return !Float.isNaN(diversity());
    }

    /**
     * With a diversity the most places of the page that one topic or one author takes while there are others: all of them at 0,
     * one at 1, in between the count to the power of 1 - diversity.
     */
    public int most() {
        return Math.max(1, (int) (Math.pow(count(), 1 - diversity()) + 1e-4));
    }

    public boolean numbersOnly() {
        return choice.numbersOnly;
    }

    public long seenSinceMs() {
        return choice.seenSinceMs;
    }

    public boolean keep() {
        return use.keep;
    }

    public BooleanSupplier givenUp() {
        return use.givenUp;
    }

    public LongSupplier leftNanos() {
        return use.leftNanos;
    }

    public boolean told() {
        return use.told;
    }

    public List<String> absent() {
        return use.absent;
    }

    public Trace trace() {
        return use.trace;
    }

    private PageRequest with(Place other) {
        return new PageRequest(reader, recentArticles, other, choice, use);
    }

    private PageRequest with(Choice other) {
        return new PageRequest(reader, recentArticles, place, other, use);
    }

    private PageRequest with(Use other) {
        return new PageRequest(reader, recentArticles, place, choice, other);
    }

    /** For a page of another feed of the reader. */
    public PageRequest in(String placement) {
        return with(new Place(placement, count(), stampMs(), idempotencyKey()));
    }

    /** For the page of a moment, milliseconds since 1970 UTC; 0 for now. */
    public PageRequest at(long momentMs) {
        return with(new Place(placement(), count(), momentMs, idempotencyKey()));
    }

    /** For a page of so many articles. */
    public PageRequest ofCount(int articles) {
        return with(new Place(placement(), articles, stampMs(), idempotencyKey()));
    }

    /** With an idempotency key; empty for none. */
    public PageRequest withKey(String key) {
        return with(new Place(placement(), count(), stampMs(), key));
    }

    /** Of a reader who opened these articles just now, the latest first. */
    public PageRequest after(List<String> articles) {
        return new PageRequest(reader, articles, place, choice, use);
    }

    /** Kept only while somebody waits for it. */
    public PageRequest unless(BooleanSupplier callerGaveUp) {
        return with(new Use(keep(), callerGaveUp, leftNanos(), told(), absent(), trace()));
    }

    /** For a caller who waits so long from now on, whenever that is asked. */
    public PageRequest within(LongSupplier callersNanos) {
        return with(new Use(keep(), givenUp(), callersNanos, told(), absent(), trace()));
    }

    /** Telling this of its stages. */
    public PageRequest traced(Trace trace) {
        return with(new Use(keep(), givenUp(), leftNanos(), told(), absent(), trace));
    }

    /** As a look, which changes nothing. */
    public PageRequest notKept() {
        return with(new Use(false, givenUp(), leftNanos(), told(), absent(), trace()));
    }

    /** Made by another policy. */
    public PageRequest by(Policy other) {
        return with(new Choice(other, filter(), diversity(), numbersOnly(), seenSinceMs()));
    }

    /** Without articles that the original contract cannot name. */
    public PageRequest inNumbers() {
        return with(new Choice(policy(), filter(), diversity(), true, seenSinceMs()));
    }

    /** With articles that the reader engaged with before this moment, milliseconds since 1970 UTC, as if they were new. */
    public PageRequest seenSince(long momentMs) {
        return with(new Choice(policy(), filter(), diversity(), numbersOnly(), momentMs));
    }

    /** Of nothing but what a filter lets through. */
    public PageRequest filtered(PageFilter filter) {
        return with(new Choice(policy(), filter, diversity(), numbersOnly(), seenSinceMs()));
    }

    /** With so much diversity, 0..1. */
    public PageRequest diverse(float diversity) {
        return with(new Choice(policy(), filter(), diversity, numbersOnly(), seenSinceMs()));
    }

    /** Answered with scores and reasons. */
    public PageRequest withReasons() {
        return with(new Use(keep(), givenUp(), leftNanos(), true, absent(), trace()));
    }

    /** Answered with why articles of these ids are not on it. */
    public PageRequest explaining(List<String> ids) {
        return with(new Use(keep(), givenUp(), leftNanos(), told(), ids, trace()));
    }
}
