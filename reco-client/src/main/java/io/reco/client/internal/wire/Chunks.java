package io.reco.client.internal.wire;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.MessageLite;

/**
 * Cuts what a caller sends into requests that the server takes (1,000 items) and that gRPC can repeat (its retry buffer
 * holds 1 MiB of a call; a longer one is silently sent only once).
 */
public final class Chunks {
    /** What a server takes in one request. */
    public static final int ITEMS_MAX = 1_000;

    public static final int BYTES_MAX = 512 * 1024;

    private Chunks() {}

    /** Messages in their order, as many a chunk as a request holds. */
    public static <M extends MessageLite> List<List<M>> ofMessages(List<M> messages) {
        List<List<M>> chunks = new ArrayList<>();
        int start = 0;
        int bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            int size = messages.get(i).getSerializedSize();
            if (i - start == ITEMS_MAX || (i > start && bytes + size > BYTES_MAX)) {
                chunks.add(messages.subList(start, i));
                start = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (start < messages.size()) {
            chunks.add(messages.subList(start, messages.size()));
        }
        return chunks;
    }

    /** Ids in their order, as many a chunk as a request holds. */
    public static List<List<String>> ofIds(List<String> ids) {
        List<List<String>> chunks = new ArrayList<>();
        for (int start = 0; start < ids.size(); start += ITEMS_MAX) {
            chunks.add(ids.subList(start, Math.min(ids.size(), start + ITEMS_MAX)));
        }
        return chunks;
    }
}
