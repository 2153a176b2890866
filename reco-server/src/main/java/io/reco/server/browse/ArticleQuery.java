package io.reco.server.browse;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A list of articles.
 *
 * @param view {@code FULL} for articles with their statistics
 */
public record ArticleQuery(ArticleFilter filter, Order order, View view) {

    /** In which order articles are listed. */
    public enum Order {
        /** Ascending by the bytes of their ids. */
        ID,
        /** The latest publication first; of the same time ascending by the bytes of their ids. */
        NEWEST_FIRST
    }

    /** How much of each article is told. */
    public enum View {
        BASIC,
        FULL
    }

    /** The whole query in one form: two queries have the same bytes when, and only when, they are the same. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF("articles");
            out.writeUTF(filter.words());
            texts(filter.topics(), out);
            out.writeUTF(filter.author());
            out.writeUTF(filter.languageCode());
            out.writeInt(filter.attributes().size());
            for (Map.Entry<String, String> attribute : filter.attributes().entrySet()) {
                out.writeUTF(attribute.getKey());
                out.writeUTF(attribute.getValue());
            }
            out.writeUTF(filter.status().name());
            out.writeLong(filter.publishedFromMs());
            out.writeLong(filter.publishedBeforeMs());
            out.writeUTF(order.name());
            out.writeUTF(view.name());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void texts(List<String> texts, DataOutputStream out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            out.writeUTF(text);
        }
    }
}
