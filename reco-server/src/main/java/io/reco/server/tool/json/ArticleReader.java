package io.reco.server.tool.json;

import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonStreamParser;

import io.reco.client.catalog.ArticleDetails;

/**
 * Reads articles as {@code reco.v1.Article} in JSON: one object after the other, or arrays of them. Fields may be named as in
 * the {@code .proto}, too; what the server alone says is passed over, and any other field is refused.
 */
public final class ArticleReader {

    private static final Set<String> PASSED_OVER = Set.of("createTime", "updateTime", "stats");

    private ArticleReader() {}

    /**
     * All of them.
     *
     * @throws IOException naming the article, counted from 1, and the field that is wrong
     */
    public static List<ArticleDetails> read(String name, Reader text) throws IOException {
        List<ArticleDetails> articles = new ArrayList<>();
        JsonStreamParser values = new JsonStreamParser(text);
        try {
            while (values.hasNext()) {
                JsonElement value = values.next();
                JsonArray several = new JsonArray();
                if (value.isJsonArray()) {
                    several = value.getAsJsonArray();
                } else {
                    several.add(value);
                }
                for (JsonElement one : several) {
                    articles.add(article(one));
                }
            }
        } catch (JsonParseException | IllegalArgumentException | DateTimeException | IllegalStateException e) {
            throw new IOException(name + ": article " + (articles.size() + 1) + ": " + firstLine(e), e);
        }
        return articles;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static ArticleDetails article(JsonElement element) {
        if (!element.isJsonObject()) {
            throw new IllegalArgumentException(element + " (expected: an object)");
        }
        Map<String, JsonElement> fields = new HashMap<>();
        element.getAsJsonObject().entrySet().forEach(field -> fields.put(camelCase(field.getKey()), field.getValue()));
        JsonElement id = fields.remove("articleId");
        if (id == null || !id.isJsonPrimitive()) {
            throw new IllegalArgumentException("articleId: none (expected: an id)");
        }
        ArticleDetails.Builder article = ArticleDetails.builder(id.getAsString());
        fields.forEach((name, value) -> {
            if (!value.isJsonNull() && !PASSED_OVER.contains(name)) {
                try {
                    put(article, name, value);
                } catch (IllegalStateException | UnsupportedOperationException | DateTimeException e) {
                    throw new IllegalArgumentException(name + ": " + value + " (expected: as in reco.v1.Article)", e);
                }
            }
        });
        return article.build();
    }

    private static void put(ArticleDetails.Builder article, String name, JsonElement value) {
        switch (name) {
            case "title" -> article.title(value.getAsString());
            case "summary" -> article.summary(value.getAsString());
            case "url" -> article.url(value.getAsString());
            case "author" -> article.author(value.getAsString());
            case "topics" -> article.topics(texts(value.getAsJsonArray()));
            case "languageCode" -> article.languageCode(value.getAsString());
            case "publishTime" ->
                article.publishTime(OffsetDateTime.parse(value.getAsString()).toInstant());
            case "expireTime" ->
                article.expireTime(OffsetDateTime.parse(value.getAsString()).toInstant());
            case "hidden" -> article.hidden(flag(value));
            case "attributes" -> article.attributes(map(value.getAsJsonObject()));
            case "etag" -> article.etag(value.getAsString());
            default ->
                throw new IllegalArgumentException(name + ": " + value + " (expected: a field of reco.v1.Article)");
        }
    }

    /** Gson takes any text for false. */
    private static boolean flag(JsonElement value) {
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
            throw new IllegalStateException("no boolean");
        }
        return value.getAsBoolean();
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.getAsString()));
        return texts;
    }

    private static Map<String, String> map(JsonObject object) {
        Map<String, String> map = new HashMap<>();
        object.entrySet()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().getAsString()));
        return map;
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String part : name.split("_", -1)) {
            boolean first = camel.length() == 0;
            camel.append(
                    first || part.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return camel.toString();
    }
}
