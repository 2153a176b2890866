package io.reco.client.internal.call;

import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

import io.reco.api.v1.ActivityKind;
import io.reco.api.v1.GetReaderResponse;
import io.reco.client.internal.wire.Readers;
import io.reco.client.reader.Activity;
import io.reco.client.reader.KeptAction;
import io.reco.client.reader.KeptPage;

/** What a reader did and was served comes in pieces, of one kind or of all. */
final class ActivityPieces {
    private ActivityPieces() {}

    static ActivityKind kind(Class<? extends Activity> type) {
        if (type == KeptAction.class) {
            return ActivityKind.ACTIVITY_KIND_ACTION;
        }
        return type == KeptPage.class ? ActivityKind.ACTIVITY_KIND_PAGE : ActivityKind.ACTIVITY_KIND_UNSPECIFIED;
    }

    static <A extends Activity> Stream<A> of(GetReaderResponse piece, Class<A> type) {
        return piece.getActivitiesList().stream()
                .map(Readers::activity)
                .flatMap(Optional::stream)
                .filter(type::isInstance)
                .map(type::cast);
    }

    /** Takes them off one by one; more may come meanwhile. */
    static Iterator<String> tokens(Deque<String> tokens) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !tokens.isEmpty();
            }

            @Override
            public String next() {
                return tokens.removeFirst();
            }
        };
    }
}
