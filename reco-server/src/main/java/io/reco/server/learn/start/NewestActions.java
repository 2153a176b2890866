package io.reco.server.learn.start;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.reco.server.domain.EventType;
import io.reco.server.learn.follow.Act;

/** As many of the newest actions as there is room for. 33 bytes an action while they are brought into order. */
final class NewestActions {

    /** Takes some actions in order of time, and how many come after them. */
    @FunctionalInterface
    interface Taker {
        void take(List<Act> acts, int left);
    }

    private final int most;
    private long[] readers = new long[1_024];
    private long[] articles = new long[1_024];

    /** Since 1970 UTC, less 2^31, so that they compare. */
    private int[] seconds = new int[1_024];

    private byte[] types = new byte[1_024];
    private int size;

    /** With room for so many. */
    NewestActions(int most) {
        this.most = Math.max(2, most);
    }

    /** Adds one; when there is no more room, the older half goes. Of the same second the one that was added later is later. */
    void add(Act act) {
        if (size == most) {
            keepNewer();
        } else if (size == seconds.length) {
            int capacity = (int) Math.min(most, size * 2L);
            readers = Arrays.copyOf(readers, capacity);
            articles = Arrays.copyOf(articles, capacity);
            seconds = Arrays.copyOf(seconds, capacity);
            types = Arrays.copyOf(types, capacity);
        }
        readers[size] = act.reader();
        articles[size] = act.article();
        seconds[size] = (int) (act.timeMs() / 1_000 + Integer.MIN_VALUE);
        types[size++] = (byte) act.type().code();
    }

    private void keepNewer() {
        int[] sorted = Arrays.copyOf(seconds, size);
        Arrays.sort(sorted);
        int bound = sorted[size / 2];
        int atBound = 0;
        for (int place = size / 2; place < size && sorted[place] == bound; place++) {
            atBound++;
        }
        int kept = 0;
        for (int place = 0; place < size; place++) {
            if (seconds[place] > bound || (seconds[place] == bound && atBound-- > 0)) {
                readers[kept] = readers[place];
                articles[kept] = articles[place];
                seconds[kept] = seconds[place];
                types[kept++] = types[place];
            }
        }
        size = kept;
    }

    /** Hands over all of them, the oldest first, so many at once. */
    void inOrder(int atOnce, Taker taker) {
        long[] order = new long[size];
        for (int place = 0; place < size; place++) {
            order[place] = (long) seconds[place] << Integer.SIZE | place;
        }
        Arrays.sort(order);
        List<Act> acts = new ArrayList<>(atOnce);
        for (int i = 0; i < size; i++) {
            int place = (int) order[i];
            acts.add(new Act(
                    readers[place],
                    articles[place],
                    EventType.of(types[place]),
                    (seconds[place] - (long) Integer.MIN_VALUE) * 1_000));
            if (acts.size() == atOnce || i == size - 1) {
                taker.take(acts, size - 1 - i);
                acts.clear();
            }
        }
    }
}
