package io.reco.server.learn.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

import io.reco.server.learn.snapshot.stored.SnapshotChunk;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.SnapshotException;

/** Reads what a {@link ChunkWriter} wrote. For one thread. */
final class ChunkReader implements ColumnReader {

    private final InputStream in;
    private String part = "";
    private SnapshotChunk chunk = SnapshotChunk.getDefaultInstance();

    ChunkReader(InputStream in) {
        this.in = in;
    }

    @Override
    public void part(String name) {
        part = name;
    }

    @Override
    public long number(String column) {
        next(column);
        return chunk.getCount();
    }

    @Override
    public int[] ints(String column, int least) {
        int count = begin(column);
        int[] values = new int[Math.max(least, count)];
        each(column, count, SnapshotChunk::getIntsCount, (at, i) -> values[at] = chunk.getInts(i));
        return values;
    }

    @Override
    public long[] longs(String column, int least) {
        int count = begin(column);
        long[] values = new long[Math.max(least, count)];
        each(column, count, SnapshotChunk::getLongsCount, (at, i) -> values[at] = chunk.getLongs(i));
        return values;
    }

    @Override
    public float[] floats(String column, int least) {
        int count = begin(column);
        float[] values = new float[Math.max(least, count)];
        each(column, count, SnapshotChunk::getFloatsCount, (at, i) -> values[at] = chunk.getFloats(i));
        return values;
    }

    @Override
    public double[] doubles(String column) {
        int count = begin(column);
        double[] values = new double[count];
        each(column, count, SnapshotChunk::getDoublesCount, (at, i) -> values[at] = chunk.getDoubles(i));
        return values;
    }

    @Override
    public byte[] bytes(String column, int least) {
        int count = begin(column);
        byte[] values = new byte[Math.max(least, count)];
        each(
                column,
                count,
                all -> all.getBytes().size(),
                (at, i) -> values[at] = chunk.getBytes().byteAt(i));
        return values;
    }

    @Override
    public void texts(String column, Consumer<String> text) {
        int count = begin(column);
        each(column, count, SnapshotChunk::getTextsCount, (at, i) -> text.accept(chunk.getTexts(i)));
    }

    @Override
    public void rows(String column, RowTaker<int[]> taker) {
        eachRow(column, taker, (from, length) -> {
            int[] row = new int[length];
            for (int i = 0; i < length; i++) {
                row[i] = chunk.getInts(from + i);
            }
            return row;
        });
    }

    @Override
    public void floatRows(String column, RowTaker<float[]> taker) {
        eachRow(column, taker, (from, length) -> {
            float[] row = new float[length];
            for (int i = 0; i < length; i++) {
                row[i] = chunk.getFloats(from + i);
            }
            return row;
        });
    }

    /** Takes a value by its place in the column and its place in the chunk. */
    @FunctionalInterface
    private interface ValueTaker {
        void take(int at, int place);
    }

    private void each(String column, int count, ToIntFunction<SnapshotChunk> size, ValueTaker taker) {
        int at = 0;
        while (true) {
            int held = size.applyAsInt(chunk);
            if (held > count - at || (held == 0 && at < count)) {
                throw unfit(column, held + " values (expected: 1.." + (count - at) + ")");
            }
            for (int i = 0; i < held; i++) {
                taker.take(at++, i);
            }
            if (at == count) {
                return;
            }
            next(column);
        }
    }

    /** Makes the row that begins at a place of the chunk. */
    @FunctionalInterface
    private interface RowOfChunk<R> {
        R of(int from, int length);
    }

    private <R> void eachRow(String column, RowTaker<R> taker, RowOfChunk<R> rows) {
        int count = begin(column);
        int at = 0;
        int from = 0;
        int inChunk = 0;
        while (at < count) {
            if (inChunk == chunk.getLengthsCount()) {
                next(column);
                from = 0;
                inChunk = 0;
            }
            int length = chunk.getLengths(inChunk++) - 1;
            @Nullable R row = length < 0 ? null : rows.of(from, length);
            from += Math.max(0, length);
            taker.take(at++, row);
        }
    }

    private int begin(String column) {
        next(column);
        if (chunk.getCount() < 0 || chunk.getCount() > Integer.MAX_VALUE - 8) {
            throw unfit(column, chunk.getCount() + " values (expected: fewer)");
        }
        return (int) chunk.getCount();
    }

    private void next(String column) {
        try {
            chunk = SnapshotChunk.parseDelimitedFrom(in);
        } catch (IOException e) {
            throw new SnapshotException(part + " " + column + ": not to be read (expected: a chunk)", e);
        }
        if (chunk == null) {
            chunk = SnapshotChunk.getDefaultInstance();
            throw unfit(column, "the end (expected: a chunk)");
        }
        if (!chunk.getPart().equals(part) || !chunk.getColumn().equals(column)) {
            throw unfit(column, "another column (expected: this one)");
        }
    }

    private SnapshotException unfit(String column, String what) {
        return new SnapshotException(
                part + " " + column + ": " + what + ", read " + chunk.getPart() + " " + chunk.getColumn(), null);
    }
}
