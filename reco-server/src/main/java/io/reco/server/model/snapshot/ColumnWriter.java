package io.reco.server.model.snapshot;

import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.objects.Object2IntMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a part knows: columns of primitive values, each with a name. Values are asked for in order, from 0 on, each once, so
 * that nothing is copied as a whole.
 */
public interface ColumnWriter {

    /** A float at a place. */
    @FunctionalInterface
    interface IntToFloat {
        float at(int place);
    }

    /** The columns that follow are of this part. */
    void part(String name);

    /** One number. */
    void number(String column, long value);

    void ints(String column, int count, IntUnaryOperator at);

    void longs(String column, int count, IntToLongFunction at);

    void floats(String column, int count, IntToFloat at);

    void doubles(String column, int count, IntToDoubleFunction at);

    /** Of each value its lowest 8 bits. */
    void bytes(String column, int count, IntUnaryOperator at);

    void texts(String column, int count, IntFunction<String> at);

    /**
     * Rows of different lengths.
     *
     * @param row a row, which may be longer; null where there is none
     * @param length how much of the row that was asked for just before counts; not asked where there is none
     */
    void rows(String column, int count, IntFunction<int @Nullable []> row, IntUnaryOperator length);

    /** The same of floats. */
    void floatRows(String column, int count, IntFunction<float @Nullable []> row, IntUnaryOperator length);

    /** Names and their numbers, in no order. */
    default void names(String column, Object2IntMap<String> names) {
        Iterator<String> keys = names.keySet().iterator();
        texts(column, names.size(), i -> keys.next());
        IntIterator numbers = names.values().iterator();
        ints(column + " numbers", names.size(), i -> numbers.nextInt());
    }
}
