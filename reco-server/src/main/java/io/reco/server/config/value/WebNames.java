package io.reco.server.config.value;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.reco.server.config.Form;

/** Names of hosts and of web pages' origins, as operators write them. */
public final class WebNames {

    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9_-]*[a-z0-9])?([.][a-z0-9]([a-z0-9_-]*[a-z0-9])?)*");

    private WebNames() {}

    /** Hosts, in lower case. */
    public static Form<Set<String>> hosts() {
        return list("NAME,…", "names of hosts, without ports", text -> {
            String name = text.toLowerCase(Locale.ROOT);
            return HOST.matcher(name).matches() ? Optional.of(name) : Optional.empty();
        });
    }

    /** Origins as browsers write them: in lower case, without a default port (RFC 6454). */
    public static Form<Set<String>> origins() {
        return list("ORIGIN,…", "origins such as https://www.example.org, without a path", WebNames::origin);
    }

    private static Form<Set<String>> list(
            String placeholder, String expected, Function<String, Optional<String>> parser) {
        return Form.of(placeholder, (text, faults) -> {
            Set<String> values = new LinkedHashSet<>();
            boolean sound = true;
            for (String part : text.isEmpty() ? List.<String>of() : List.of(text.split(",", -1))) {
                Optional<String> value = parser.apply(part.strip());
                value.ifPresent(values::add);
                if (value.isEmpty()) {
                    faults.add(part.strip(), expected);
                    sound = false;
                }
            }
            return sound ? Optional.of(values) : Optional.empty();
        });
    }

    private static Optional<String> origin(String text) {
        try {
            URI uri = new URI(text.toLowerCase(Locale.ROOT));
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return plain ? defaultPort(uri.getScheme()).map(port -> origin(uri, port)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> Optional.of(80);
            case "https" -> Optional.of(443);
            default -> Optional.empty();
        };
    }

    private static String origin(URI uri, int defaultPort) {
        boolean isDefault = uri.getPort() == -1 || uri.getPort() == defaultPort;
        return uri.getScheme() + "://" + uri.getHost() + (isDefault ? "" : ":" + uri.getPort());
    }
}
