package io.reco.server.grpc.wire;

import java.io.IOException;
import java.io.InputStream;

import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;

/**
 * The encoding of messages that are not compressed. One that says it is, all the same, is read by this, and whoever reads it is
 * told so; gRPC's own identity answers INTERNAL.
 */
public final class NotCompressed implements Decompressor {

    static final String ENCODING = "identity";

    private NotCompressed() {}

    /** What the server can decompress: as usual, apart from this. */
    public static DecompressorRegistry registry() {
        return DecompressorRegistry.getDefaultInstance().with(new NotCompressed(), false);
    }

    @Override
    public String getMessageEncoding() {
        return ENCODING;
    }

    @Override
    public InputStream decompress(InputStream message) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("a compressed message in a call without grpc-encoding");
            }

            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                return read();
            }

            @Override
            public void close() throws IOException {
                message.close();
            }
        };
    }
}
