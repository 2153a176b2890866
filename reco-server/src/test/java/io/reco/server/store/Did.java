package io.reco.server.store;

import java.util.ArrayList;
import java.util.List;

import io.reco.server.domain.Actions;
import io.reco.server.domain.EventType;

/** One action, to compare. */
public record Did(long article, EventType type, long timeMs) {

    /** All of them, in their order. */
    public static List<Did> all(Actions actions) {
        List<Did> all = new ArrayList<>();
        for (int place = 0; place < actions.size(); place++) {
            all.add(new Did(actions.article(place), actions.type(place), actions.timeMs(place)));
        }
        return all;
    }
}
