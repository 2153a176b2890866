package io.reco.server.grpc.endpoint.admin;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

import io.reco.api.v1.BackupResponse;
import io.reco.server.domain.refusal.Refusal;
import io.reco.server.grpc.stream.MessageSource;
import io.reco.server.grpc.stream.Step;
import io.reco.server.store.Backup;

/** The files of a backup, one after the other, in pieces; the last message says that it was the last. */
final class BackupSource implements MessageSource<BackupResponse> {

    private static final int PIECE_BYTES = 256 << 10;

    private final Backup backup;
    private final Iterator<String> files;
    private String file = "";
    private @Nullable InputStream bytes;
    private boolean told;

    /** Of a backup that is closed with it. */
    BackupSource(Backup backup) {
        this.backup = backup;
        this.files = backup.files().iterator();
    }

    @Override
    public Step<BackupResponse> next() {
        if (told) {
            return Step.end();
        }
        try {
            BackupResponse piece = piece();
            told = piece.getLast();
            return Step.send(piece);
        } catch (IOException e) {
            throw Refusal.unavailable("store: a backup cannot be read (expected: a working disk)", e);
        }
    }

    private BackupResponse piece() throws IOException {
        InputStream begun = bytes;
        if (begun == null && !files.hasNext()) {
            backup.close(); // before its reader knows the end: the next one may begin then
            return BackupResponse.newBuilder()
                    .setLast(true)
                    .setPosition(backup.newest().sum())
                    .build();
        }
        InputStream open = begun == null ? open(files.next()) : begun;
        byte[] next = open.readNBytes(PIECE_BYTES);
        if (next.length < PIECE_BYTES) {
            open.close();
            bytes = null;
        }
        return BackupResponse.newBuilder()
                .setPath(file)
                .setData(ByteString.copyFrom(next))
                .build();
    }

    private InputStream open(String next) throws IOException {
        file = next;
        InputStream opened = backup.open(next);
        bytes = opened;
        return opened;
    }

    @Override
    public void close() {
        try {
            if (bytes != null) {
                bytes.close();
            }
        } catch (IOException e) {
            // It was only read.
        } finally {
            backup.close();
        }
    }
}
