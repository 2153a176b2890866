package io.reco.server.model.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import it.unimi.dsi.fastutil.objects.Object2IntMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what a {@link ColumnWriter} took, column by column in the same order. Every method throws {@link SnapshotException}
 * when the next column has another name or kind. Arrays have as many elements as the column has values, or {@code least}, if
 * that is more; the rest is 0.
 */
public interface ColumnReader {

    /** The columns that follow are of this part. */
    void part(String name);

    long number(String column);

    int[] ints(String column, int least);

    long[] longs(String column, int least);

    float[] floats(String column, int least);

    double[] doubles(String column);

    byte[] bytes(String column, int least);

    void texts(String column, Consumer<String> text);

    /** Takes a row and its place; null where there is none. */
    @FunctionalInterface
    interface RowTaker<R> {
        void take(int place, @Nullable R row);
    }

    /** Hands over each row, in an array of its own. */
    void rows(String column, RowTaker<int[]> taker);

    /** The same of floats. */
    void floatRows(String column, RowTaker<float[]> taker);

    /** All rows at once; null where there is none. */
    default int[][] rows(String column, int least) {
        List<int @Nullable []> rows = new ArrayList<>();
        rows(column, (place, row) -> rows.add(row));
        return rows.toArray(new int[Math.max(least, rows.size())][]);
    }

    /** The same of floats. */
    default float[][] floatRows(String column, int least) {
        List<float @Nullable []> rows = new ArrayList<>();
        floatRows(column, (place, row) -> rows.add(row));
        return rows.toArray(new float[Math.max(least, rows.size())][]);
    }

    /** Names and their numbers. */
    default void names(String column, Object2IntMap<String> names) {
        List<String> texts = new ArrayList<>();
        texts(column, texts::add);
        int[] numbers = ints(column + " numbers", texts.size());
        for (int i = 0; i < numbers.length; i++) {
            names.put(texts.get(i), numbers[i]);
        }
    }
}
