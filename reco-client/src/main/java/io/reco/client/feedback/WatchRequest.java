package io.reco.client.feedback;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which events to watch, and from where on. All that is set must hold.
 *
 * @param position where an earlier watch had come to, to go on after it; empty: from now on, or from the oldest event
 * @param fromOldest without a position: from the oldest event that is kept
 * @param readers of one of these readers, at most 100; empty for all
 * @param articles about one of these articles, at most 100; empty for all
 * @param types of one of these types; empty for all
 */
public record WatchRequest(
        String position, boolean fromOldest, List<String> readers, List<String> articles, Set<EventType> types) {
    public WatchRequest {
        Objects.requireNonNull(position, "position");
        readers = List.copyOf(readers);
        articles = List.copyOf(articles);
        types = Set.copyOf(types);
    }

    /** All events that are accepted from now on. */
    public static WatchRequest now() {
        return new WatchRequest("", false, List.of(), List.of(), Set.of());
    }

    /** All events from the oldest one that is kept. */
    public static WatchRequest oldest() {
        return new WatchRequest("", true, List.of(), List.of(), Set.of());
    }

    /** All events after a position that an earlier watch had come to. */
    public static WatchRequest after(String position) {
        return new WatchRequest(position, false, List.of(), List.of(), Set.of());
    }

    /** The same, from another position. */
    public WatchRequest from(String position) {
        return new WatchRequest(position, false, readers, articles, types);
    }

    /** Only of these readers. */
    public WatchRequest ofReaders(String... readers) {
        return new WatchRequest(position, fromOldest, List.of(readers), articles, types);
    }

    /** Only about these articles. */
    public WatchRequest ofArticles(String... articles) {
        return new WatchRequest(position, fromOldest, readers, List.of(articles), types);
    }

    /** Only of these types. */
    public WatchRequest ofTypes(EventType first, EventType... more) {
        return new WatchRequest(position, fromOldest, readers, articles, EnumSet.of(first, more));
    }
}
