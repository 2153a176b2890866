package io.reco.client.internal.request;

import java.util.ArrayList;
import java.util.List;

import io.reco.client.Refused;
import io.reco.client.Violation;

/** What became of items sent in several requests; indexes in answers are those of their own request. */
final class Outcome<T> {
    private final List<T> sent;
    private final List<Refused<T>> refused = new ArrayList<>();
    private int offset;
    private int taken;

    Outcome(List<T> sent) {
        this.sent = sent;
    }

    List<T> sent() {
        return sent;
    }

    List<Refused<T>> refused() {
        return refused;
    }

    int taken() {
        return taken;
    }

    T at(int index) {
        return sent.get(offset + index);
    }

    void refuse(int index, List<Violation> violations) {
        refused.add(new Refused<>(offset + index, at(index), violations));
    }

    void next(int size, int taken) {
        this.offset += size;
        this.taken += taken;
    }
}
