package io.reco.server.model.funnel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.EventType;
import io.reco.server.domain.count.HourUse;
import io.reco.server.domain.count.PlacementCounts;
import io.reco.server.domain.page.Origin;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/**
 * The counts, and what makes them grow. What one article was in one hour, by placement and source, is a cell; there are so many
 * cells at most, and once there are, the oldest hours go until a sixteenth of them is free.
 *
 * <p>20 bytes a cell, and 20 an article.
 */
public final class MutableFunnel implements Funnel, Part {

    private static final long HOUR_MS = 3_600_000;

    private static final int PLACEMENTS_MAX = 20;

    /** A cell is its key and four counts. */
    private static final int CELL = 5;

    /** A key is the hour since 1970, the placement and the source. */
    private static final int SOURCE_BITS = 3;

    private static final int PLACEMENT_BITS = 5;
    private static final int HOUR_SHIFT = SOURCE_BITS + PLACEMENT_BITS;

    /** The number of the feed without a name. */
    private static final int UNNAMED = 0;

    /** The number of all placements but the first few. */
    private static final int OTHERS = (1 << PLACEMENT_BITS) - 1;

    private final int cellsMax;

    /** By ordinal: an article's cells by their keys, or null. */
    private int[] @Nullable [] cells = new int[16][];

    private List<String> placements = new ArrayList<>();
    private long newestHour;

    /** Of earlier hours nothing is counted. */
    private long firstHour;

    /** Of what happened before nothing is counted. */
    private long sinceMs;

    private int count;

    /** With room for so many cells. */
    public MutableFunnel(int cellsMax) {
        this.cellsMax = cellsMax;
    }

    @Override
    public long sinceMs() {
        return Math.max(sinceMs, firstHour * HOUR_MS);
    }

    /** What happened before is not told from now on. */
    public void beginAt(long timeMs) {
        sinceMs = timeMs;
    }

    /** Takes in an event of an article, by ordinal; those of other types than EXPOSE, VIEW, READ and SHARE are passed over. */
    public void count(int article, EventType type, Origin origin, long timeMs) {
        int step = step(type);
        if (step == 0 || timeMs < sinceMs) {
            return;
        }
        long hour = timeMs / HOUR_MS;
        if (hour > newestHour) {
            newestHour = hour;
            forgetBefore(Math.max(firstHour, hour - HOURS + 1));
        }
        if (hour >= firstHour) {
            add(article, key(hour, origin), step);
        }
    }

    private static int step(EventType type) {
        return switch (type) {
            case EXPOSE -> 1;
            case VIEW -> 2;
            case READ -> 3;
            case SHARE -> 4;
            default -> 0;
        };
    }

    private int key(long hour, Origin origin) {
        return (int) hour << HOUR_SHIFT | number(origin.placement()) << SOURCE_BITS | origin.sourceCode();
    }

    private int number(String placement) {
        if (placement.isEmpty()) {
            return UNNAMED;
        }
        int known = placements.indexOf(placement);
        if (known >= 0) {
            return known + 1;
        }
        if (placements.size() == PLACEMENTS_MAX || placement.equals(PlacementCounts.OTHER)) {
            return OTHERS;
        }
        placements.add(placement);
        return placements.size();
    }

    private void add(int article, int key, int step) {
        if (article >= cells.length) {
            cells = Arrays.copyOf(cells, Math.max(article + 1, cells.length + (cells.length >> 1)));
        }
        int[] known = cells[article];
        int at = known == null ? 0 : place(known, key);
        if (known == null || at == known.length || known[at] != key) {
            known = with(known == null ? new int[0] : known, at, key);
            cells[article] = known;
            count++;
        }
        known[at + step]++;
        if (count > cellsMax) {
            forgetOldest();
        }
    }

    /** Where the cell of a key is, or would be; nearly always it is one of the last. */
    private static int place(int[] known, int key) {
        int at = known.length;
        while (at > 0 && known[at - CELL] >= key) {
            at -= CELL;
        }
        return at;
    }

    private static int[] with(int[] known, int at, int key) {
        int[] more = Arrays.copyOf(known, known.length + CELL);
        System.arraycopy(known, at, more, at + CELL, known.length - at);
        Arrays.fill(more, at, at + CELL, 0);
        more[at] = key;
        return more;
    }

    private void forgetOldest() {
        int[] byHour = new int[HOURS];
        for (int[] known : cells) {
            for (int at = 0; known != null && at < known.length; at += CELL) {
                byHour[(int) (hour(known[at]) - firstHour)]++;
            }
        }
        int left = count;
        int hours = 0;
        while (left > cellsMax - cellsMax / 16) {
            left -= byHour[hours++];
        }
        forgetBefore(firstHour + hours);
    }

    private static int hour(int key) {
        return key >>> HOUR_SHIFT;
    }

    private void forgetBefore(long hour) {
        firstHour = hour;
        for (int article = 0; article < cells.length; article++) {
            int[] known = cells[article];
            if (known != null && hour(known[0]) < hour) {
                int from = place(known, (int) hour << HOUR_SHIFT);
                cells[article] = from == known.length ? null : Arrays.copyOfRange(known, from, known.length);
                count -= from / CELL;
            }
        }
    }

    @Override
    public void each(int article, Taker taker) {
        int[] known = article < cells.length ? cells[article] : null;
        for (int at = 0; known != null && at < known.length; at += CELL) {
            int key = known[at];
            taker.take(new HourUse(
                    hour(key) * HOUR_MS,
                    placement(key >>> SOURCE_BITS & OTHERS),
                    key & (1 << SOURCE_BITS) - 1,
                    known[at + 1],
                    known[at + 2],
                    known[at + 3],
                    known[at + 4]));
        }
    }

    private String placement(int number) {
        return number == UNNAMED ? "" : number == OTHERS ? PlacementCounts.OTHER : placements.get(number - 1);
    }

    @Override
    public void save(ColumnWriter out) {
        out.number("newestHour", newestHour);
        out.number("firstHour", firstHour);
        out.number("sinceMs", sinceMs);
        out.number("count", count);
        out.texts("placements", placements.size(), placements::get);
        out.rows("cells", cells.length, article -> cells[article], article -> length(cells[article]));
    }

    private static int length(int @Nullable [] row) {
        return row == null ? 0 : row.length;
    }

    @Override
    public void restore(ColumnReader in) {
        newestHour = in.number("newestHour");
        firstHour = in.number("firstHour");
        sinceMs = in.number("sinceMs");
        count = (int) in.number("count");
        List<String> names = new ArrayList<>();
        in.texts("placements", names::add);
        placements = names;
        cells = in.rows("cells", 0);
    }
}
