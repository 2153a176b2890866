package io.reco.server.store.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A place in the log: a mark in each of its partitions. In a partition that it does not name it is before the first fact. */
public final class Positions {

    /** Before the first fact. */
    public static final Positions START = new Positions(new long[0]);

    /** By partition; the last one is not 0, so that the same place always looks the same. */
    private final long[] positions;

    private Positions(long[] positions) {
        this.positions = positions;
    }

    /** The place that these marks name, one a partition. */
    public static Positions of(Mark... marks) {
        return of(List.of(marks));
    }

    /** The place that these marks name, one a partition. */
    public static Positions of(List<Mark> marks) {
        Positions all = START;
        for (Mark mark : marks) {
            all = all.with(mark);
        }
        return all;
    }

    /** The place that has these positions, by partition. */
    public static Positions at(long[] positions) {
        return trimmed(positions.clone());
    }

    /** The place with this mark in place of that partition's own. */
    public Positions with(Mark mark) {
        long[] all = Arrays.copyOf(positions, Math.max(positions.length, mark.partition() + 1));
        all[mark.partition()] = mark.position();
        return trimmed(all);
    }

    private static Positions trimmed(long[] all) {
        int length = all.length;
        while (length > 0 && all[length - 1] == 0) {
            length--;
        }
        return new Positions(length == all.length ? all : Arrays.copyOf(all, length));
    }

    /** The position in a partition. */
    public long in(int partition) {
        return partition < positions.length ? positions[partition] : 0;
    }

    /** Whether this place is at the other one or beyond it, in every partition. */
    public boolean reached(Positions other) {
        for (int partition = 0; partition < other.positions.length; partition++) {
            if (in(partition) < other.positions[partition]) {
                return false;
            }
        }
        return true;
    }

    /** In every partition the smaller position of both: the newest place that both have reached. */
    public Positions least(Positions other) {
        long[] all = new long[Math.min(positions.length, other.positions.length)];
        Arrays.setAll(all, partition -> Math.min(positions[partition], other.positions[partition]));
        return trimmed(all);
    }

    /** The marks beyond the first fact of their partitions, by partition. */
    public List<Mark> marks() {
        List<Mark> marks = new ArrayList<>(positions.length);
        for (int partition = 0; partition < positions.length; partition++) {
            if (positions[partition] > 0) {
                marks.add(new Mark(partition, positions[partition]));
            }
        }
        return marks;
    }

    /** All positions together: a number to look at, which grows with every fact. */
    public long sum() {
        return Arrays.stream(positions).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Positions place && Arrays.equals(positions, place.positions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(positions);
    }

    @Override
    public String toString() {
        return positions.length <= 1 ? Long.toString(in(0)) : Arrays.toString(positions);
    }
}
