package io.reco.server;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at the console as a browser without scripts would: it keeps cookies, and sends the forms that a page has. */
final class ConsoleVisitor {

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String root;

    ConsoleVisitor(int port) {
        root = "http://127.0.0.1:" + port + "/";
    }

    /** What came back. */
    record Seen(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String html() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The words of an element, by its id or class, without what is in it of form; empty where there is none. */
        String words(String idOrClass) {
            Matcher element = Pattern.compile(
                            "<(\\w+)[^>]* (?:id|class)=\"" + idOrClass + "\"[^>]*>(.*?)</\\1>", Pattern.DOTALL)
                    .matcher(html());
            return element.find() ? text(element.group(2)) : "";
        }

        /** The whole page's words. */
        String text() {
            return text(html());
        }

        private static String text(String html) {
            return html.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        }

        /** Values of an attribute, in the page's order. */
        List<String> attributes(String name) {
            List<String> values = new ArrayList<>();
            Matcher matcher = Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(html());
            while (matcher.find()) {
                values.add(matcher.group(1).replace("&amp;", "&"));
            }
            return values;
        }

        /** What shows that a form, by its id, is of this page; empty where there is no such form. */
        String formOf(String id) {
            Matcher form = Pattern.compile("<form[^>]* id=\"" + id + "\"[^>]*>\\s*<input[^>]* value=\"([^\"]*)\"")
                    .matcher(html());
            return form.find() ? form.group(1) : "";
        }

        /** The value of a form's hidden field, of the last form that has it. */
        String hidden(String name) {
            Matcher field = Pattern.compile("type=\"hidden\" name=\"" + name + "\" value=\"([^\"]*)\"")
                    .matcher(html());
            String value = "";
            while (field.find()) {
                value = field.group(1);
            }
            return value;
        }
    }

    /** Asks for a page. */
    Seen get(String address, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(root + address)), headers);
    }

    /** Sends a form. */
    Seen post(String address, Map<String, String> fields, String... headers) throws IOException, InterruptedException {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(URI.create(root + address))
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)),
                headers);
    }

    private Seen send(HttpRequest.Builder request, String... headers) throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Seen(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** The lines of an answer that goes on, as they come; close it. */
    Stream<String> lines(String address, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + address));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body();
    }

    /** Signs in by a token; the answer to the form. */
    Seen signIn(String token) throws IOException, InterruptedException {
        String form = get("sign-in").hidden("form");
        return post("sign-in", Map.of("form", form, "token", token));
    }
}
