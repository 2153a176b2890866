package io.reco.server.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that an operator can set. Flag, variable and key of a file follow from its name: {@code http-port} of the section
 * {@code network} is {@code --http-port}, {@code RECO_HTTP_PORT} and {@code network.http-port}; {@code store} and {@code
 * store-user} of the section {@code store} are {@code store} and {@code store.user} in a file.
 *
 * @param name unique among all settings, in {@code lower-case-with-hyphens}
 * @param form how its value is written
 * @param fallback what holds when nothing is set, as it would be written; empty for nothing, or for what depends on others
 * @param help what it is, in a phrase
 */
public record Setting<T>(Section section, String name, Form<T> form, String fallback, String help) {

    /** What variables of settings begin with. */
    public static final String PREFIX = "RECO_";

    /** The variable that gives commands a token; it is no setting of a server. */
    public static final String TOKEN_OF_COMMANDS = "RECO_TOKEN";

    /** Where a setting belongs. */
    public enum Section {
        /** What says where the others come from; no file can. */
        SOURCES("Sources"),
        NETWORK("Network"),
        SECURITY("Security"),
        STORE("Store"),
        ENGINE("Engine");

        private final String title;

        Section(String title) {
            this.title = title;
        }

        /** For headings. */
        public String title() {
            return title;
        }

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Such as {@code --http-port}. */
    public String flag() {
        return "--" + name;
    }

    /** Such as {@code RECO_HTTP_PORT}. */
    public String variable() {
        return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Such as {@code network.http-port}; empty for what no file can set. */
    public Optional<String> key() {
        if (section == Section.SOURCES) {
            return Optional.empty();
        }
        if (name.equals(section.key())) {
            return Optional.of(name);
        }
        boolean prefixed = name.startsWith(section.key() + "-");
        return Optional.of(
                section.key() + "." + (prefixed ? name.substring(section.key().length() + 1) : name));
    }
}
