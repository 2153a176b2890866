package io.reco.server.ingest.watch;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.reco.server.domain.Event;
import io.reco.server.domain.EventType;
import io.reco.server.domain.Ids;
import io.reco.server.domain.refusal.Refusal.Violation;

/** Which events are let through; an empty set lets all through. */
record WatchFilter(Set<String> readers, Set<String> articles, Set<EventType> types) {

    /** Ids of one kind that can be named. */
    private static final int IDS_MAX = 100;

    /** What the request wants; of no meaning when violations were added. */
    static WatchFilter of(WatchRequest request, List<Violation> violations) {
        check("reader_ids", request.readers(), violations);
        check("article_ids", request.articles(), violations);
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (int i = 0; i < request.typeCodes().size(); i++) {
            int code = request.typeCodes().get(i);
            if (code < 1 || code > EventType.values().length) {
                violations.add(Violation.of("types[" + i + "]", code, "EXPOSE..HIDE"));
            } else {
                types.add(EventType.of(code));
            }
        }
        return new WatchFilter(Set.copyOf(request.readers()), Set.copyOf(request.articles()), types);
    }

    private static void check(String field, List<String> ids, List<Violation> violations) {
        if (ids.size() > IDS_MAX) {
            violations.add(Violation.of(field, ids.size() + " items", "0.." + IDS_MAX));
            return;
        }
        for (int i = 0; i < ids.size(); i++) {
            Ids.check(field + "[" + i + "]", ids.get(i), violations);
        }
    }

    boolean letsThrough(Event event) {
        return (readers.isEmpty() || readers.contains(event.reader()))
                && (articles.isEmpty() || articles.contains(event.article()))
                && (types.isEmpty() || types.contains(event.type()));
    }
}
