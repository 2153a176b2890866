package io.reco.server.learn.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

import com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

import io.reco.server.learn.snapshot.stored.SnapshotChunk;
import io.reco.server.model.snapshot.ColumnWriter;

/** Writes columns as chunks of a few hundred kilobytes, so that nothing is held as a whole. For one thread. */
final class ChunkWriter implements ColumnWriter {

    /** A chunk ends with the value, or the row, that fills it. */
    private static final int VALUES = 1 << 15;

    private final OutputStream out;
    private String part = "";
    private SnapshotChunk.Builder chunk = SnapshotChunk.newBuilder();

    /** Values of rows that the chunk holds. */
    private int held;

    ChunkWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void part(String name) {
        part = name;
    }

    @Override
    public void number(String column, long value) {
        begin(column, value);
        write();
    }

    @Override
    public void ints(String column, int count, IntUnaryOperator at) {
        each(column, count, place -> chunk.addInts(at.applyAsInt(place)));
    }

    @Override
    public void longs(String column, int count, IntToLongFunction at) {
        each(column, count, place -> chunk.addLongs(at.applyAsLong(place)));
    }

    @Override
    public void floats(String column, int count, IntToFloat at) {
        each(column, count, place -> chunk.addFloats(at.at(place)));
    }

    @Override
    public void doubles(String column, int count, IntToDoubleFunction at) {
        each(column, count, place -> chunk.addDoubles(at.applyAsDouble(place)));
    }

    @Override
    public void bytes(String column, int count, IntUnaryOperator at) {
        begin(column, count);
        for (int from = 0; from == 0 || from < count; from += VALUES) {
            byte[] values = new byte[Math.min(VALUES, count - from)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (byte) at.applyAsInt(from + i);
            }
            chunk.setBytes(UnsafeByteOperations.unsafeWrap(values));
            write();
        }
    }

    @Override
    public void texts(String column, int count, IntFunction<String> at) {
        each(column, count, place -> chunk.addTexts(at.apply(place)));
    }

    @Override
    public void rows(String column, int count, IntFunction<int @Nullable []> row, IntUnaryOperator length) {
        eachRow(column, count, place -> {
            int[] values = row.apply(place);
            int size = values == null ? -1 : length.applyAsInt(place);
            for (int i = 0; i < size; i++) {
                chunk.addInts(values[i]);
            }
            return size;
        });
    }

    @Override
    public void floatRows(String column, int count, IntFunction<float @Nullable []> row, IntUnaryOperator length) {
        eachRow(column, count, place -> {
            float[] values = row.apply(place);
            int size = values == null ? -1 : length.applyAsInt(place);
            for (int i = 0; i < size; i++) {
                chunk.addFloats(values[i]);
            }
            return size;
        });
    }

    private void each(String column, int count, IntConsumer add) {
        begin(column, count);
        for (int place = 0; place < count; place++) {
            if (place > 0 && place % VALUES == 0) {
                write();
            }
            add.accept(place);
        }
        write();
    }

    /** {@code add} says how long the row is that it added, -1 when there is none. */
    private void eachRow(String column, int count, IntUnaryOperator add) {
        begin(column, count);
        held = 0;
        for (int place = 0; place < count; place++) {
            if (held >= VALUES || chunk.getLengthsCount() == VALUES) {
                write();
                held = 0;
            }
            int size = add.applyAsInt(place);
            chunk.addLengths(size + 1);
            held += Math.max(0, size);
        }
        write();
    }

    private void begin(String column, long count) {
        chunk.clear().setPart(part).setColumn(column).setCount(count);
    }

    private void write() {
        try {
            SnapshotChunk written = chunk.build();
            written.writeDelimitedTo(out);
            chunk.clear().setPart(written.getPart()).setColumn(written.getColumn());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
