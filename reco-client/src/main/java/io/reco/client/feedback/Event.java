package io.reco.client.feedback;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.reco.client.internal.argument.Ids;
import io.reco.client.page.Page;

/**
 * Something a reader did. An event counts exactly once however often it is reported, because its id is made when the
 * event is: report the same {@code Event} again after a failure, do not make another one.
 *
 * @param id unique within its reader, 1..64 visible ASCII characters; the server knows an id again for 7 days
 * @param reader who did it: 1..128 visible ASCII characters ({@code !}..{@code ~}), but not {@code "0"}
 * @param article with which article, named as a reader is; the catalogue need not know it (yet)
 * @param type what was done
 * @param time when; empty: when the server accepts it
 * @param exposureToken of the page it came from; empty when it came from none
 * @param placement where it happened: 0..64 of {@code [a-z0-9_-]}; with a token it may stay empty, and another one than the
 *     token's is refused
 * @param position the place on the screen, as the caller counts, 1 for the first one, at most 10,000; 0 when not known
 * @param dwellTime how long the reader stayed, 0..24 h, kept to the millisecond; empty when not known
 * @param retraction whether the reader takes back an earlier one: of LIKE, BOOKMARK, DISLIKE and HIDE alone. Of one reader,
 *     article and type the latest time decides, whatever arrives first; counts never go down
 */
public record Event(
        String id,
        String reader,
        String article,
        EventType type,
        Optional<Instant> time,
        String exposureToken,
        String placement,
        int position,
        Optional<Duration> dwellTime,
        boolean retraction) {
    public Event {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(article, "article");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(exposureToken, "exposureToken");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(dwellTime, "dwellTime");
    }

    /** One of which no more is known than this. */
    public Event(
            String id, String reader, String article, EventType type, Optional<Instant> time, String exposureToken) {
        this(id, reader, article, type, time, exposureToken, "", 0, Optional.empty(), false);
    }

    /** An event with a new random id, without time and page. */
    public static Event of(EventType type, String reader, String article) {
        return new Event(UUID.randomUUID().toString(), reader, article, type, Optional.empty(), "");
    }

    /** See {@link #of(EventType, String, String)}; both ids > 0. */
    public static Event of(EventType type, long reader, long article) {
        return of(type, Ids.of("reader", reader), Ids.of("article", article));
    }

    /** The reader really saw the article in a page. */
    public static Event expose(String reader, String article) {
        return of(EventType.EXPOSE, reader, article);
    }

    /** See {@link #expose(String, String)}; both ids > 0. */
    public static Event expose(long reader, long article) {
        return of(EventType.EXPOSE, reader, article);
    }

    /** The reader opened the article. */
    public static Event view(String reader, String article) {
        return of(EventType.VIEW, reader, article);
    }

    /** See {@link #view(String, String)}; both ids > 0. */
    public static Event view(long reader, long article) {
        return of(EventType.VIEW, reader, article);
    }

    /** The reader read the article to its end. */
    public static Event read(String reader, String article) {
        return of(EventType.READ, reader, article);
    }

    /** See {@link #read(String, String)}; both ids > 0. */
    public static Event read(long reader, long article) {
        return of(EventType.READ, reader, article);
    }

    public static Event like(String reader, String article) {
        return of(EventType.LIKE, reader, article);
    }

    /** See {@link #like(String, String)}; both ids > 0. */
    public static Event like(long reader, long article) {
        return of(EventType.LIKE, reader, article);
    }

    public static Event bookmark(String reader, String article) {
        return of(EventType.BOOKMARK, reader, article);
    }

    /** See {@link #bookmark(String, String)}; both ids > 0. */
    public static Event bookmark(long reader, long article) {
        return of(EventType.BOOKMARK, reader, article);
    }

    public static Event comment(String reader, String article) {
        return of(EventType.COMMENT, reader, article);
    }

    /** See {@link #comment(String, String)}; both ids > 0. */
    public static Event comment(long reader, long article) {
        return of(EventType.COMMENT, reader, article);
    }

    public static Event share(String reader, String article) {
        return of(EventType.SHARE, reader, article);
    }

    /** See {@link #share(String, String)}; both ids > 0. */
    public static Event share(long reader, long article) {
        return of(EventType.SHARE, reader, article);
    }

    /** The reader wants neither this article again nor more like it. */
    public static Event dislike(String reader, String article) {
        return of(EventType.DISLIKE, reader, article);
    }

    /** See {@link #dislike(String, String)}; both ids > 0. */
    public static Event dislike(long reader, long article) {
        return of(EventType.DISLIKE, reader, article);
    }

    /** The reader does not want this article again. */
    public static Event hide(String reader, String article) {
        return of(EventType.HIDE, reader, article);
    }

    /** See {@link #hide(String, String)}; both ids > 0. */
    public static Event hide(long reader, long article) {
        return of(EventType.HIDE, reader, article);
    }

    /** This event with an id of the caller's own, for example one derived from the row of an import. */
    public Event withId(String id) {
        return new Event(id, reader, article, type, time, exposureToken, placement, position, dwellTime, retraction);
    }

    /** This event, as having happened then: at most a day ahead, and anything ahead counts as now. */
    public Event at(Instant time) {
        return new Event(
                id,
                reader,
                article,
                type,
                Optional.of(time),
                exposureToken,
                placement,
                position,
                dwellTime,
                retraction);
    }

    /** This event, attributed to the page it came from. */
    public Event from(Page page) {
        return from(page.exposureToken());
    }

    /** This event, attributed to the page of this token, for callers who sent the token out and got it back. */
    public Event from(String exposureToken) {
        return new Event(id, reader, article, type, time, exposureToken, placement, position, dwellTime, retraction);
    }

    /** This event, as having happened in this placement. */
    public Event inPlacement(String placement) {
        return new Event(id, reader, article, type, time, exposureToken, placement, position, dwellTime, retraction);
    }

    /** This event, as having happened at this place on the screen, 1 for the first one. */
    public Event atPosition(int position) {
        return new Event(id, reader, article, type, time, exposureToken, placement, position, dwellTime, retraction);
    }

    /** This event, after which the reader stayed so long. */
    public Event withDwellTime(Duration dwellTime) {
        return new Event(
                id,
                reader,
                article,
                type,
                time,
                exposureToken,
                placement,
                position,
                Optional.of(dwellTime),
                retraction);
    }

    /**
     * The reader takes this back, now: an event of its own, with a new id, of the same reader, article and type. Only a LIKE,
     * BOOKMARK, DISLIKE or HIDE can be taken back; the server refuses others.
     */
    public Event retracted() {
        return new Event(
                UUID.randomUUID().toString(),
                reader,
                article,
                type,
                Optional.empty(),
                exposureToken,
                placement,
                position,
                Optional.empty(),
                true);
    }
}
