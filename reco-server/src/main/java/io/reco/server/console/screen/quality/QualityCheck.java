package io.reco.server.console.screen.quality;

import java.util.List;
import java.util.function.ToLongFunction;

import io.reco.api.v1.EventType;
import io.reco.api.v1.GetQualityResponse;
import io.reco.server.console.table.Amounts;

/**
 * One thing that has to be so for pages to be good.
 *
 * @param state {@code good}, {@code warn}, or {@code plain} while there is too little to say
 */
record QualityCheck(String name, String value, String state, String expected, String why, String remedy) {

    /** Of fewer nothing is said. */
    private static final long ENOUGH = 20;

    static List<QualityCheck> of(GetQualityResponse answer) {
        return List.of(
                attributed(answer), seen(answer), repeated(answer), refused(answer), whole(answer), different(answer));
    }

    private static QualityCheck attributed(GetQualityResponse answer) {
        return least(
                "Views that say which page they came from",
                slots(answer, GetQualityResponse.SlotUse::getOpenedCount),
                accepted(answer, EventType.EVENT_TYPE_VIEW),
                50,
                "only what is attributed says which source is worth its places",
                "send exposure_token with events");
    }

    private static QualityCheck seen(GetQualityResponse answer) {
        return least(
                "Slots that were reported as seen",
                slots(answer, GetQualityResponse.SlotUse::getExposedCount),
                slots(answer, GetQualityResponse.SlotUse::getServedCount),
                20,
                "what was never seen was not passed over; without it a page counts as seen down to what was acted on",
                "send EXPOSE once an article is on the screen");
    }

    private static QualityCheck repeated(GetQualityResponse answer) {
        long duplicates = events(answer, GetQualityResponse.EventUse::getDuplicateCount);
        return most(
                "Events that were there before",
                duplicates,
                duplicates + events(answer, GetQualityResponse.EventUse::getAcceptedCount),
                20,
                "they change nothing, and cost as much as new ones",
                "make event_id once, and send again only what had no answer");
    }

    private static QualityCheck refused(GetQualityResponse answer) {
        long refused = events(answer, GetQualityResponse.EventUse::getRefusedCount);
        return most(
                "Events that were refused",
                refused,
                refused + events(answer, GetQualityResponse.EventUse::getAcceptedCount),
                1,
                "they count nowhere",
                "Live has the sentence that each was refused with");
    }

    private static QualityCheck whole(GetQualityResponse answer) {
        return most(
                "Pages with fewer articles than asked for",
                answer.getShortPageCount(),
                answer.getPageCount(),
                5,
                "the catalogue, or a filter, leaves too little",
                "more articles, or a wider filter");
    }

    private static QualityCheck different(GetQualityResponse answer) {
        return most(
                "What pages of two readers have in common",
                Math.round(answer.getOverlap() * answer.getPairCount()),
                answer.getPairCount(),
                50,
                "pages that are all alike are nobody's own",
                "report more of what readers do; a reader's page says why it is as it is");
    }

    private static QualityCheck least(String name, long part, long whole, int percent, String why, String remedy) {
        boolean good = part * 100 >= whole * percent;
        return check(name, part, whole, good, "at least " + percent + " %", why, remedy);
    }

    private static QualityCheck most(String name, long part, long whole, int percent, String why, String remedy) {
        boolean good = part * 100 <= whole * percent;
        return check(name, part, whole, good, "at most " + percent + " %", why, remedy);
    }

    private static QualityCheck check(
            String name, long part, long whole, boolean good, String expected, String why, String remedy) {
        return whole < ENOUGH
                ? new QualityCheck(name, "too few yet", "plain", expected, why, remedy)
                : new QualityCheck(name, Amounts.percent(part, whole), good ? "good" : "warn", expected, why, remedy);
    }

    private static long accepted(GetQualityResponse answer, EventType type) {
        return answer.getEventsList().stream()
                .filter(use -> use.getType() == type)
                .mapToLong(GetQualityResponse.EventUse::getAcceptedCount)
                .sum();
    }

    private static long events(GetQualityResponse answer, ToLongFunction<GetQualityResponse.EventUse> count) {
        return answer.getEventsList().stream().mapToLong(count).sum();
    }

    private static long slots(GetQualityResponse answer, ToLongFunction<GetQualityResponse.SlotUse> count) {
        return answer.getSlotsList().stream().mapToLong(count).sum();
    }
}
