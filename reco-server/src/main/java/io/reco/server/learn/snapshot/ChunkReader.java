package io.reco.server.learn.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.Consumer;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import org.jspecify.annotations.Nullable;

import io.reco.server.learn.snapshot.stored.SnapshotChunk;
import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.SnapshotException;

/** Reads what a {@link ChunkWriter} wrote. For one thread. */
final class ChunkReader implements ColumnReader {

    private static final int CHUNK_BYTES_MAX = 1 << 26;

    private final InputStream in;
    private final boolean skipping;
    private String part = "";
    /** What the chunk's values lie in. */
    private byte[] bytes = {};

    private SnapshotChunk chunk = SnapshotChunk.getDefaultInstance();

    private ChunkReader(InputStream in, boolean skipping) {
        this.in = in;
        this.skipping = skipping;
    }

    ChunkReader(InputStream in) {
        this(in, false);
    }

    /** One that passes over what comes before a part that it is asked for. */
    static ChunkReader skipping(InputStream in) {
        return new ChunkReader(in, true);
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
        each(
                column,
                count,
                Integer.BYTES,
                SnapshotChunk::getInts,
                (at, from, held) -> from.asIntBuffer().get(values, at, held));
        return values;
    }

    @Override
    public long[] longs(String column, int least) {
        int count = begin(column);
        long[] values = new long[Math.max(least, count)];
        each(
                column,
                count,
                Long.BYTES,
                SnapshotChunk::getLongs,
                (at, from, held) -> from.asLongBuffer().get(values, at, held));
        return values;
    }

    @Override
    public float[] floats(String column, int least) {
        int count = begin(column);
        float[] values = new float[Math.max(least, count)];
        each(
                column,
                count,
                Float.BYTES,
                SnapshotChunk::getFloats,
                (at, from, held) -> from.asFloatBuffer().get(values, at, held));
        return values;
    }

    @Override
    public double[] doubles(String column) {
        int count = begin(column);
        double[] values = new double[count];
        each(
                column,
                count,
                Double.BYTES,
                SnapshotChunk::getDoubles,
                (at, from, held) -> from.asDoubleBuffer().get(values, at, held));
        return values;
    }

    @Override
    public byte[] bytes(String column, int least) {
        int count = begin(column);
        byte[] values = new byte[Math.max(least, count)];
        each(column, count, 1, SnapshotChunk::getBytes, (at, from, held) -> from.get(values, at, held));
        return values;
    }

    @Override
    public void texts(String column, Consumer<String> text) {
        int count = begin(column);
        for (int at = 0; at < count; at += chunk.getTextsCount()) {
            if (at > 0) {
                next(column);
            }
            require(column, chunk.getTextsCount(), count - at);
            chunk.getTextsList().forEach(text);
        }
    }

    @Override
    public void rows(String column, RowTaker<int[]> taker) {
        int count = begin(column);
        for (int at = 0; at < count; ) {
            if (at > 0) {
                next(column);
            }
            IntBuffer lengths = lengths(column, count - at);
            IntBuffer values = values(chunk.getInts()).asIntBuffer();
            while (lengths.hasRemaining()) {
                int length = lengths.get() - 1;
                int @Nullable [] row = null;
                if (length >= 0) {
                    row = new int[require(column, length, values.remaining(), 0)];
                    values.get(row);
                }
                taker.take(at++, row);
            }
        }
    }

    @Override
    public void floatRows(String column, RowTaker<float[]> taker) {
        int count = begin(column);
        for (int at = 0; at < count; ) {
            if (at > 0) {
                next(column);
            }
            IntBuffer lengths = lengths(column, count - at);
            FloatBuffer values = values(chunk.getFloats()).asFloatBuffer();
            while (lengths.hasRemaining()) {
                int length = lengths.get() - 1;
                float @Nullable [] row = null;
                if (length >= 0) {
                    row = new float[require(column, length, values.remaining(), 0)];
                    values.get(row);
                }
                taker.take(at++, row);
            }
        }
    }

    /** Takes values from a chunk to a place of the column. */
    @FunctionalInterface
    private interface ValuesTaker {
        void take(int at, ByteBuffer from, int held);
    }

    /** Where the values of a column are. */
    @FunctionalInterface
    private interface Field {
        ByteString of(SnapshotChunk chunk);
    }

    private void each(String column, int count, int valueBytes, Field field, ValuesTaker taker) {
        for (int at = 0; at < count; ) {
            if (at > 0) {
                next(column);
            }
            ByteBuffer from = values(field.of(chunk));
            int held = require(column, from.remaining() / valueBytes, count - at);
            taker.take(at, from, held);
            at += held;
        }
    }

    private IntBuffer lengths(String column, int most) {
        IntBuffer lengths = values(chunk.getLengths()).asIntBuffer();
        require(column, lengths.remaining(), most);
        return lengths;
    }

    private static ByteBuffer values(ByteString of) {
        return of.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private int require(String column, int held, int most) {
        return require(column, held, most, 1);
    }

    private int require(String column, int held, int most, int least) {
        if (held < least || held > most) {
            throw unfit(column, held + " values (expected: " + least + ".." + most + ")");
        }
        return held;
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
            chunk = chunk();
            while (skipping && !chunk.getPart().equals(part)) {
                chunk = chunk();
            }
        } catch (IOException e) {
            throw new SnapshotException(part + " " + column + ": not to be read (expected: a chunk)", e);
        }
        if (!chunk.getPart().equals(part) || !chunk.getColumn().equals(column)) {
            throw unfit(column, "another column (expected: this one)");
        }
    }

    private SnapshotChunk chunk() throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException("the end");
        }
        int length = CodedInputStream.readRawVarint32(first, in);
        if (length < 0 || length > CHUNK_BYTES_MAX) {
            throw new IOException("a chunk of " + length + " bytes");
        }
        bytes = bytes.length < length ? new byte[length] : bytes;
        if (in.readNBytes(bytes, 0, length) < length) {
            throw new EOFException("the end");
        }
        CodedInputStream coded = CodedInputStream.newInstance(bytes, 0, length);
        coded.enableAliasing(true); // values are read from where they lie
        return SnapshotChunk.parseFrom(coded);
    }

    private SnapshotException unfit(String column, String what) {
        return new SnapshotException(
                part + " " + column + ": " + what + ", read " + chunk.getPart() + " " + chunk.getColumn(), null);
    }
}
