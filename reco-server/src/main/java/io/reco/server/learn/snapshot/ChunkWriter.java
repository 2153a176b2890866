package io.reco.server.learn.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

import io.reco.server.learn.snapshot.stored.SnapshotChunk;
import io.reco.server.model.snapshot.ColumnWriter;

/** Writes columns as chunks of a few hundred kilobytes, so that nothing is held as a whole. For one thread. */
final class ChunkWriter implements ColumnWriter {

    /** A chunk ends with the value, or the row, that fills it. */
    private static final int VALUES = 1 << 15;

    private final OutputStream out;
    private final SnapshotChunk.Builder chunk = SnapshotChunk.newBuilder();
    private final ByteBuffer lengths = room(Integer.BYTES * VALUES);
    private ByteBuffer values = room(Long.BYTES * VALUES);
    private String part = "";

    ChunkWriter(OutputStream out) {
        this.out = out;
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void part(String name) {
        part = name;
    }

    @Override
    public void number(String column, long value) {
        begin(column, value);
        write(column);
    }

    @Override
    public void ints(String column, int count, IntUnaryOperator at) {
        each(column, count, SnapshotChunk.Builder::setInts, place -> values.putInt(at.applyAsInt(place)));
    }

    @Override
    public void longs(String column, int count, IntToLongFunction at) {
        each(column, count, SnapshotChunk.Builder::setLongs, place -> values.putLong(at.applyAsLong(place)));
    }

    @Override
    public void floats(String column, int count, IntToFloat at) {
        each(column, count, SnapshotChunk.Builder::setFloats, place -> values.putFloat(at.at(place)));
    }

    @Override
    public void doubles(String column, int count, IntToDoubleFunction at) {
        each(column, count, SnapshotChunk.Builder::setDoubles, place -> values.putDouble(at.applyAsDouble(place)));
    }

    @Override
    public void bytes(String column, int count, IntUnaryOperator at) {
        each(column, count, SnapshotChunk.Builder::setBytes, place -> values.put((byte) at.applyAsInt(place)));
    }

    @Override
    public void texts(String column, int count, IntFunction<String> at) {
        each(column, count, (texts, none) -> {}, place -> chunk.addTexts(at.apply(place)));
    }

    @Override
    public void rows(String column, int count, IntFunction<int @Nullable []> row, IntUnaryOperator length) {
        eachRow(column, count, SnapshotChunk.Builder::setInts, place -> {
            int[] ints = row.apply(place);
            int size = ints == null ? -1 : length.applyAsInt(place);
            if (ints != null) {
                reserve(size * Integer.BYTES);
                values.asIntBuffer().put(ints, 0, size);
            }
            return size;
        });
    }

    @Override
    public void floatRows(String column, int count, IntFunction<float @Nullable []> row, IntUnaryOperator length) {
        eachRow(column, count, SnapshotChunk.Builder::setFloats, place -> {
            float[] floats = row.apply(place);
            int size = floats == null ? -1 : length.applyAsInt(place);
            if (floats != null) {
                reserve(size * Float.BYTES);
                values.asFloatBuffer().put(floats, 0, size);
            }
            return size;
        });
    }

    /** Where the values of a column go. */
    private interface Field extends BiConsumer<SnapshotChunk.Builder, ByteString> {}

    private void each(String column, int count, Field field, IntConsumer add) {
        begin(column, count);
        for (int place = 0; place < count; place++) {
            if (place > 0 && place % VALUES == 0) {
                write(column, field);
            }
            add.accept(place);
        }
        write(column, field);
    }

    /** {@code add} puts a row's values where they belong and says how many there are, -1 when there is no row. */
    private void eachRow(String column, int count, Field field, IntUnaryOperator add) {
        begin(column, count);
        for (int place = 0; place < count; place++) {
            if (values.position() >= Integer.BYTES * VALUES || !lengths.hasRemaining()) {
                write(column, field);
            }
            int size = add.applyAsInt(place);
            lengths.putInt(size + 1);
            values.position(values.position() + Integer.BYTES * Math.max(0, size));
        }
        write(column, field);
    }

    /** A row may be of any length. */
    private void reserve(int bytes) {
        if (values.remaining() < bytes) {
            ByteBuffer larger = room(values.position() + bytes);
            values = larger.put(values.flip());
        }
    }

    private void begin(String column, long count) {
        chunk.clear().setPart(part).setColumn(column).setCount(count);
        values.clear();
        lengths.clear();
    }

    private void write(String column, Field field) {
        field.accept(chunk, UnsafeByteOperations.unsafeWrap(values.flip()));
        chunk.setLengths(UnsafeByteOperations.unsafeWrap(lengths.flip()));
        write(column);
    }

    private void write(String column) {
        try {
            chunk.build().writeDelimitedTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        begin(column, 0);
    }
}
