package io.reco.server.store.valkey.shard.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.reco.server.store.valkey.shard.node.Address;

/**
 * A process of a cluster as one of them sees it: a line of {@code CLUSTER NODES}.
 *
 * @param id for good, wherever it listens
 * @param primary the id of the one that it copies; empty for a primary
 * @param epoch of its primary's claim to its slots: of two claims the higher one holds
 */
record Member(String id, Address address, Set<String> flags, String primary, long epoch, List<Range> slots) {

    /** Both ends are in it. */
    record Range(int first, int last) {

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    private static final int ID = 0;
    private static final int ADDRESS = 1;
    private static final int FLAGS = 2;
    private static final int PRIMARY = 3;
    private static final int EPOCH = 6;
    private static final int SLOTS = 8;

    /**
     * A line.
     *
     * @param asked stands for the address of a process that does not know its own
     */
    static Member of(String line, Address asked) {
        String[] words = line.strip().split(" +", -1);
        String primary = words[PRIMARY].equals("-") ? "" : words[PRIMARY];
        List<Range> slots = new ArrayList<>();
        for (int i = SLOTS; i < words.length; i++) {
            if (!words[i].startsWith("[")) { // those are on their way to or from elsewhere
                slots.add(range(words[i]));
            }
        }
        return new Member(
                words[ID],
                address(words[ADDRESS], asked),
                Set.of(words[FLAGS].split(",", -1)),
                primary,
                Long.parseLong(words[EPOCH]),
                List.copyOf(slots));
    }

    /** Of {@code host:port@port-among-themselves,name}. */
    private static Address address(String text, Address asked) {
        Address told = Address.of(text.substring(0, text.indexOf('@')));
        return told.host().isEmpty() ? new Address(asked.host(), told.port()) : told;
    }

    private static Range range(String text) {
        String[] ends = text.split("-", 2);
        return new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    /** The one that was asked. */
    boolean myself() {
        return flags.contains("myself");
    }

    boolean isPrimary() {
        return flags.contains("master");
    }

    /** The majority of the primaries agreed that it is gone, so it can not be elected. Being suspected by one is not enough. */
    boolean failed() {
        return flags.contains("fail");
    }
}
