package io.reco.server.console.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.google.protobuf.ProtocolMessageEnum;

import io.reco.api.v1.SourceShare;

/** Words of the contract as people read them. */
public final class Terms {

    private Terms() {}

    /** The value of an enum without its type: {@code EVENT_TYPE_VIEW} is {@code view}. */
    public static String of(ProtocolMessageEnum value) {
        String name = value.toString();
        String type = value.getDescriptorForType().getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
        return name.replace(type.toUpperCase(Locale.ROOT) + "_", "")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT);
    }

    /** What spoke for an article. */
    public static Cell shares(List<SourceShare> shares) {
        List<Cell.Share> parts = new ArrayList<>();
        int begin = 0;
        for (SourceShare share : shares) {
            int percent = Math.round(share.getShare() * 100);
            parts.add(new Cell.Share(of(share.getSource()), begin, percent, share.getSourceValue()));
            begin += percent;
        }
        return new Cell.Shares(parts);
    }
}
