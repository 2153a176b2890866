package io.reco.server.store.valkey.layout;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.reco.server.domain.IdKeys;

/**
 * Partitions and keys. A partition has all that belongs to its readers and articles, in one slot; partitions lie evenly over the
 * slots, so that each range of slots that a primary has holds as many as any other of its size.
 */
public final class Layout {

    private static final String PREFIX = "reco:{";
    /** 2^64 divided by the golden ratio: spreads numbers that follow each other. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final int PARTITIONS_MAX = 1_024;

    private final IdKeys ids;
    private final String[] prefixes;
    private final int shift;

    /**
     * Of a store that was made with this many partitions.
     *
     * @param partitions a power of two
     * @param ids the keys of ids in this store: the same ids lie elsewhere in another one
     */
    public Layout(int partitions, IdKeys ids) {
        this.ids = ids;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(partitions);
        this.prefixes = new String[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            prefixes[partition] = PREFIX + tag(partition, partitions) + '}';
        }
    }

    /** Whether a store can have this many partitions. */
    public static boolean possible(int partitions) {
        return partitions >= 1 && partitions <= PARTITIONS_MAX && Integer.bitCount(partitions) == 1;
    }

    /** The smallest number whose slot is of that partition. */
    private static String tag(int partition, int partitions) {
        int width = Slots.COUNT / partitions;
        int tag = 0;
        while (Slots.of(Integer.toString(tag)) / width != partition) {
            tag++;
        }
        return Integer.toString(tag);
    }

    public int partitions() {
        return prefixes.length;
    }

    public IdKeys ids() {
        return ids;
    }

    /** Where all of a reader is. */
    public int ofReader(String reader) {
        return of(ids.ofReader(reader));
    }

    /** Where all of an article is. */
    public int ofArticle(String article) {
        return of(ids.of(article));
    }

    private int of(long key) {
        return shift == Long.SIZE ? 0 : (int) ((key * SPREAD) >>> shift);
    }

    /** A partition's log and what is known of it, which go together. */
    public List<byte[]> log(int partition) {
        return List.of(key(partition, "log"), partition(partition));
    }

    /** What is known of a partition's log. */
    public byte[] partition(int partition) {
        return key(partition, "m");
    }

    public byte[] reader(String reader) {
        return key(ofReader(reader), "r:" + reader);
    }

    /** When a reader was erased. */
    public byte[] erasure(String reader) {
        long key = ids.ofReader(reader);
        return key(ofReader(reader), "e:" + Long.toHexString(key));
    }

    /** With whom a reader was merged. */
    public byte[] links(String reader) {
        return key(ofReader(reader), "l:" + reader);
    }

    /** Merges and erasures of a partition's readers that are not done yet, by reader. */
    public byte[] lives(int partition) {
        return key(partition, "v");
    }

    /** What a request asked for, by its hash. */
    public byte[] request(long request) {
        return key(of(request), "q:" + Long.toHexString(request));
    }

    /** What the keys of all readers of a partition begin with. */
    public String readers(int partition) {
        return prefixes[partition] + "r:";
    }

    public byte[] article(String article) {
        return key(ofArticle(article), "x:" + article);
    }

    /** The ids of a partition's articles, those of deleted ones apart. */
    public byte[] articles(int partition, boolean deleted) {
        return key(partition, deleted ? "xt" : "xs");
    }

    public byte[] counts(int partition) {
        return key(partition, "c");
    }

    /** What is known of the store as a whole. */
    public static byte[] store() {
        return bytes(PREFIX + "meta}");
    }

    /** Who does what only one server should do, by what it is. */
    public static byte[] lease(String what) {
        return bytes(PREFIX + "meta}lease:" + what);
    }

    private byte[] key(int partition, String rest) {
        return bytes(prefixes[partition] + rest);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
