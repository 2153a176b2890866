package io.reco.server.model.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.Article;
import io.reco.server.domain.Fact;
import io.reco.server.domain.IdKeys;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/** The catalogue, and what changes it. Ordinals are given in order of first appearance. About 100 bytes an article. */
public final class MutableArticles implements Articles, Part {

    private static final int[] NO_TOPICS = {};
    private static final byte LISTED = 1;
    private static final byte HIDDEN = 2;
    private static final byte IN_ORDER = 4;
    private static final byte SUCCESSOR = 8;
    private static final int STALE_MAX = 1_000;
    private static final int TOPICS_MAX = 50;

    private final Long2IntOpenHashMap ordinals = new Long2IntOpenHashMap();
    private final Object2IntOpenHashMap<String> topicNames = new Object2IntOpenHashMap<>();
    private final Object2IntOpenHashMap<String> authorNames = new Object2IntOpenHashMap<>();
    private final Languages languageNames = new Languages();

    /** By topic its name as it was sent first. */
    private final ArrayList<String> spellings = new ArrayList<>();

    private final Attributes attributes = new Attributes();
    private final Postings byTopic = new Postings();
    /** By number of a language, one more than it is; the first is of what is in an unknown one. */
    private final Postings byLanguage = new Postings();

    /** How many entries of lists of articles name one in vain. */
    private int stale;

    /** By ordinal of a successor: since when the id is its own, and the ordinal of the article that had it before. */
    private final Int2LongOpenHashMap sinceMs = new Int2LongOpenHashMap();

    private final Int2IntOpenHashMap predecessors = new Int2IntOpenHashMap();

    private int count;
    private int listed;
    private int appearances;
    private boolean onlyNumbers = true;
    private long[] keys = new long[16];

    /** By ordinal the id's ASCII bytes; null for a number, which is its own key. */
    private byte[] @Nullable [] texts = new byte[16][];

    private byte[] flags = new byte[16];

    /** When each article is published and when it expires, side by side: whoever asks for one asks for the other. */
    private long[] timesMs = new long[32];

    private int[] authors = new int[16];
    private int[] languages = new int[16];
    private long[] fingerprints = new long[16];
    private int[][] topics = new int[16][];

    /** Ordinals of articles that were ever listed, by publish time; some may be listed no more. */
    private int[] order = {};

    private final IntArrayList unordered = new IntArrayList();
    private boolean reorder;

    public MutableArticles() {
        ordinals.defaultReturnValue(NONE);
        topicNames.defaultReturnValue(NONE);
        authorNames.defaultReturnValue(NONE);
    }

    @Override
    public int ordinal(long key) {
        return ordinals.get(key);
    }

    @Override
    public int ordinal(long key, long timeMs) {
        int ordinal = ordinals.get(key);
        while (ordinal != NONE && (flags[ordinal] & SUCCESSOR) != 0 && timeMs < sinceMs.get(ordinal)) {
            ordinal = predecessors.get(ordinal);
        }
        return ordinal;
    }

    @Override
    public long sinceMs(int ordinal) {
        return (flags[ordinal] & SUCCESSOR) != 0 ? sinceMs.get(ordinal) : Long.MIN_VALUE;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public int appearances() {
        return appearances;
    }

    @Override
    public int listed() {
        return listed;
    }

    @Override
    public long key(int ordinal) {
        return keys[ordinal];
    }

    @Override
    public boolean onlyNumbers() {
        return onlyNumbers;
    }

    @Override
    public String id(int ordinal) {
        byte[] text = texts[ordinal];
        return text == null ? Long.toString(keys[ordinal]) : new String(text, StandardCharsets.US_ASCII);
    }

    @Override
    public boolean servable(int ordinal, long nowMs) {
        return (flags[ordinal] & (LISTED | HIDDEN)) == LISTED
                && publishMs(ordinal) <= nowMs
                && nowMs < expireMs(ordinal);
    }

    @Override
    public boolean isListed(int ordinal) {
        return (flags[ordinal] & LISTED) != 0;
    }

    @Override
    public boolean offered(int ordinal, long nowMs) {
        return (flags[ordinal] & (LISTED | HIDDEN)) == LISTED && nowMs < expireMs(ordinal);
    }

    @Override
    public long publishMs(int ordinal) {
        return timesMs[2 * ordinal];
    }

    @Override
    public int[] topics(int ordinal) {
        return topics[ordinal];
    }

    @Override
    public int topicNamed(String name) {
        return topicNames.getInt(Canonical.name(name));
    }

    @Override
    public int authorNamed(String name) {
        return authorNames.getInt(Canonical.name(name));
    }

    @Override
    public int language(int ordinal) {
        return languages[ordinal];
    }

    @Override
    public int languageNamed(String tag) {
        return languageNames.of(tag);
    }

    @Override
    public int languageWiderThan(String tag) {
        return languageNames.widerThan(tag);
    }

    @Override
    public int widerLanguage(int language) {
        return languageNames.wider(language);
    }

    @Override
    public int topic(int ordinal) {
        int[] all = topics[ordinal];
        return all.length == 0 ? NONE : all[0];
    }

    @Override
    public int author(int ordinal) {
        return authors[ordinal];
    }

    @Override
    public String topicName(int topic) {
        return spellings.get(topic);
    }

    @Override
    public ArticleList ofTopic(int topic) {
        return byTopic.of(topic);
    }

    @Override
    public int languages() {
        return languageNames.count();
    }

    @Override
    public ArticleList ofLanguage(int language) {
        return byLanguage.of(language + 1);
    }

    @Override
    public int attributeNamed(String key, String value) {
        return attributes.number(key, value);
    }

    @Override
    public ArticleList ofAttribute(int attribute) {
        return attributes.articles(attribute);
    }

    @Override
    public boolean hasAttribute(int ordinal, int attribute) {
        return attributes.has(ordinal, attribute);
    }

    @Override
    public long expireMs(int ordinal) {
        return timesMs[2 * ordinal + 1];
    }

    @Override
    public boolean isHidden(int ordinal) {
        return (flags[ordinal] & HIDDEN) != 0;
    }

    @Override
    public boolean sameStory(int ordinal, int other) {
        return Fingerprint.near(fingerprints[ordinal], fingerprints[other]);
    }

    @Override
    public int ordered() {
        return order.length;
    }

    @Override
    public int byPublishTime(int place) {
        return order[place];
    }

    @Override
    public int servableCount(long nowMs) {
        int servable = 0;
        for (int ordinal = 0; ordinal < count; ordinal++) {
            if (servable(ordinal, nowMs)) {
                servable++;
            }
        }
        return servable;
    }

    private int intern(long key, String id) {
        int known = ordinals.get(key);
        return known == NONE ? add(key, id) : known;
    }

    private int add(long key, String id) {
        if (count == keys.length) {
            grow(count + (count >> 1));
        }
        onlyNumbers &= key > 0;
        keys[count] = key;
        texts[count] = IdKeys.isNumber(id) ? null : id.getBytes(StandardCharsets.US_ASCII);
        authors[count] = NONE;
        languages[count] = NONE;
        topics[count] = NO_TOPICS;
        ordinals.put(key, count);
        return count++;
    }

    /** Lists the article, or changes it; {@code key} is its id's. */
    public int upsert(Fact.ArticleUpserted upserted, long key) {
        Article article = upserted.article();
        int ordinal =
                upserted.successor() ? successor(key, article.id(), upserted.createMs()) : intern(key, article.id());
        if ((flags[ordinal] & LISTED) == 0) {
            listed++;
        }
        if ((flags[ordinal] & IN_ORDER) == 0) {
            unordered.add(ordinal);
        } else if (publishMs(ordinal) != article.publishMs()) {
            reorder = true;
        }
        boolean offered = (flags[ordinal] & (LISTED | HIDDEN)) == LISTED;
        if (!offered || publishMs(ordinal) != article.publishMs() || expireMs(ordinal) != article.expireMs()) {
            appearances++;
        }
        timesMs[2 * ordinal] = article.publishMs();
        timesMs[2 * ordinal + 1] = article.expireMs();
        authors[ordinal] = article.author().isEmpty() ? NONE : intern(authorNames, Canonical.name(article.author()));
        list(ordinal, languageNames.intern(article.languageCode()));
        flags[ordinal] = (byte) ((flags[ordinal] & SUCCESSOR) | LISTED | IN_ORDER | (article.hidden() ? HIDDEN : 0));
        fingerprints[ordinal] = Fingerprint.of(article);
        list(ordinal, internTopics(article.topics()));
        stale += attributes.set(ordinal, article.attributes());
        return ordinal;
    }

    /** Gives an article its topics, and their lists the article. */
    private void list(int ordinal, int[] now) {
        int[] before = topics[ordinal];
        topics[ordinal] = now;
        int kept = 0;
        for (int topic : now) {
            if (IntArrayList.wrap(before).contains(topic)) {
                kept++;
            } else {
                byTopic.add(topic, ordinal);
            }
        }
        stale += before.length - kept;
    }

    /** Gives an article its language, and the language's list the article. */
    private void list(int ordinal, int now) {
        boolean listed = (flags[ordinal] & IN_ORDER) != 0;
        if (!listed || languages[ordinal] != now) {
            stale += listed ? 1 : 0;
            languages[ordinal] = now;
            byLanguage.add(now + 1, ordinal);
        }
    }

    private void relist() {
        stale = 0;
        attributes.relist();
        byTopic.clear();
        byLanguage.clear();
        listAll();
    }

    private void listAll() {
        for (int ordinal = 0; ordinal < count; ordinal++) {
            if ((flags[ordinal] & IN_ORDER) != 0) {
                byLanguage.add(languages[ordinal] + 1, ordinal);
            }
            for (int topic : topics[ordinal]) {
                byTopic.add(topic, ordinal);
            }
        }
    }

    /** The ordinal of the article that has the id since {@code createMs}: a new one when another had it until now. */
    private int successor(long key, String id, long createMs) {
        long since = createMs / 1_000 * 1_000;
        int known = intern(key, id);
        if ((flags[known] & SUCCESSOR) != 0 && sinceMs.get(known) == since) {
            return known;
        }
        delete(key);
        int ordinal = add(key, id);
        flags[ordinal] = SUCCESSOR;
        sinceMs.put(ordinal, since);
        predecessors.put(ordinal, known);
        return ordinal;
    }

    /** Takes the article from the catalogue; what was learned about it stays. */
    public void delete(long key) {
        int ordinal = ordinals.get(key);
        if (ordinal != NONE && (flags[ordinal] & LISTED) != 0) {
            flags[ordinal] &= ~LISTED;
            listed--;
        }
    }

    /** Brings the order of publication up to date, and lists when much of them is in vain: linear, so once a batch. */
    public void settle() {
        if (stale > Math.max(STALE_MAX, count)) {
            relist();
        }
        if (unordered.isEmpty() && !reorder) {
            return;
        }
        int[] added = unordered.toIntArray();
        unordered.clear();
        int[] all = Arrays.copyOf(order, order.length + added.length);
        System.arraycopy(added, 0, all, order.length, added.length);
        // Stable and adaptive: what is in order already costs one comparison an article.
        IntArrays.mergeSort(all, this::comparePlaces);
        order = all;
        reorder = false;
    }

    /** By publish time, and of the same time descending by the bytes of ids: read from its end it is newest first. */
    private int comparePlaces(int ordinal, int other) {
        int byTime = Long.compare(publishMs(ordinal), publishMs(other));
        return byTime != 0 ? byTime : -compareIds(ordinal, other);
    }

    private int compareIds(int ordinal, int other) {
        byte[] text = texts[ordinal];
        byte[] otherText = texts[other];
        if (text == null && otherText == null) {
            return compareDigits(keys[ordinal], keys[other]);
        }
        return text != null && otherText != null
                ? Arrays.compare(text, otherText)
                : id(ordinal).compareTo(id(other));
    }

    /** Compares the decimal digits of two positive numbers from the left, as texts are: 10 comes before 9. */
    private static int compareDigits(long number, long other) {
        int digits = digits(number);
        int otherDigits = digits(other);
        long left = number;
        long right = other;
        for (int more = digits; more < otherDigits; more++) {
            left *= 10;
        }
        for (int more = otherDigits; more < digits; more++) {
            right *= 10;
        }
        return left != right ? Long.compare(left, right) : Integer.compare(digits, otherDigits);
    }

    private static int digits(long number) {
        int digits = 1;
        for (long left = number; left >= 10; left /= 10) {
            digits++;
        }
        return digits;
    }

    private int[] internTopics(List<String> names) {
        if (names.isEmpty()) {
            return NO_TOPICS;
        }
        return names.stream()
                .limit(TOPICS_MAX)
                .mapToInt(this::internTopic)
                .distinct()
                .toArray();
    }

    private int internTopic(String sent) {
        int topic = intern(topicNames, Canonical.name(sent));
        if (topic == spellings.size()) {
            spellings.add(sent.strip());
        }
        return topic;
    }

    private static int intern(Object2IntOpenHashMap<String> names, String name) {
        int known = names.getInt(name);
        if (known != NONE) {
            return known;
        }
        int next = names.size();
        names.put(name, next);
        return next;
    }

    private void grow(int capacity) {
        keys = Arrays.copyOf(keys, capacity);
        texts = Arrays.copyOf(texts, capacity);
        flags = Arrays.copyOf(flags, capacity);
        timesMs = Arrays.copyOf(timesMs, 2 * capacity);
        authors = Arrays.copyOf(authors, capacity);
        languages = Arrays.copyOf(languages, capacity);
        fingerprints = Arrays.copyOf(fingerprints, capacity);
        topics = Arrays.copyOf(topics, capacity);
    }

    /** As of the last {@link #settle}. */
    @Override
    public void save(ColumnWriter out) {
        out.longs("keys", count, ordinal -> keys[ordinal]);
        out.texts("texts", count, ordinal -> texts[ordinal] == null ? "" : id(ordinal));
        out.bytes("flags", count, ordinal -> flags[ordinal]);
        out.longs("timesMs", 2 * count, place -> timesMs[place]);
        out.ints("authors", count, ordinal -> authors[ordinal]);
        out.ints("languages", count, ordinal -> languages[ordinal]);
        out.longs("fingerprints", count, ordinal -> fingerprints[ordinal]);
        out.rows("topics", count, ordinal -> topics[ordinal], ordinal -> topics[ordinal].length);
        IntIterator successors = predecessors.keySet().iterator();
        out.ints("successors", predecessors.size(), i -> successors.nextInt());
        IntIterator before = predecessors.values().iterator();
        out.ints("predecessors", predecessors.size(), i -> before.nextInt());
        IntIterator since = predecessors.keySet().iterator();
        out.longs("sinceMs", predecessors.size(), i -> sinceMs.get(since.nextInt()));
        out.names("topic names", topicNames);
        out.names("author names", authorNames);
        languageNames.save(out);
        out.texts("topics as sent", spellings.size(), spellings::get);
        attributes.save(out);
        out.ints("order", order.length, place -> order[place]);
    }

    @Override
    public void restore(ColumnReader in) {
        keys = in.longs("keys", 16);
        texts = new byte[keys.length][];
        in.texts("texts", text -> texts[count++] = text.isEmpty() ? null : text.getBytes(StandardCharsets.US_ASCII));
        flags = in.bytes("flags", keys.length);
        timesMs = in.longs("timesMs", 2 * keys.length);
        authors = in.ints("authors", keys.length);
        languages = in.ints("languages", keys.length);
        fingerprints = in.longs("fingerprints", keys.length);
        topics = in.rows("topics", keys.length);
        int[] successors = in.ints("successors", 0);
        int[] before = in.ints("predecessors", 0);
        long[] since = in.longs("sinceMs", 0);
        for (int i = 0; i < successors.length; i++) {
            predecessors.put(successors[i], before[i]);
            sinceMs.put(successors[i], since[i]);
        }
        in.names("topic names", topicNames);
        in.names("author names", authorNames);
        languageNames.restore(in);
        in.texts("topics as sent", spellings::add);
        attributes.restore(in);
        order = in.ints("order", 0);
        ordinals.ensureCapacity(count);
        for (int ordinal = 0; ordinal < count; ordinal++) {
            ordinals.put(keys[ordinal], ordinal); // of one id the newest article is the last
            listed += (flags[ordinal] & LISTED) != 0 ? 1 : 0;
            onlyNumbers &= keys[ordinal] > 0;
        }
        listAll();
    }
}
