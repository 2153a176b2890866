package io.reco.server.grpc.endpoint.catalog;

import com.google.protobuf.CodedOutputStream;

import io.reco.api.v1.Article;

/** What is left of the room that articles have in one answer. */
final class AnswerSpace {

    /** What clients accept by default, less what 1,000 ids of 128 characters take, each missing and deleted. */
    private static final int BYTES_MAX = (4 << 20) - (300 << 10);

    private int bytes = BYTES_MAX;

    /** Whether one more article goes in; if so, its room is taken. */
    boolean takes(Article article) {
        int size = CodedOutputStream.computeMessageSize(1, article);
        if (size > bytes) {
            return false;
        }
        bytes -= size;
        return true;
    }
}
