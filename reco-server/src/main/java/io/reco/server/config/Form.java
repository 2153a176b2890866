package io.reco.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** How a value is written: read from text, and shown again. */
public final class Form<T> {

    private static final int PORT_MAX = 65_535;

    private final String placeholder;
    private final Parser<T> parser;
    private final Optional<Function<T, String>> mask;

    private Form(String placeholder, Parser<T> parser, Optional<Function<T, String>> mask) {
        this.placeholder = placeholder;
        this.parser = parser;
        this.mask = mask;
    }

    /** Turns text into a value. */
    public interface Parser<T> {
        /** The value; or empty, when at least one fault was told. */
        Optional<T> parse(String text, Faults faults);
    }

    /** Takes in what is wrong with a text. */
    public interface Faults {
        /**
         * One fault.
         *
         * @param value what is wrong; never a secret
         * @param expected what would be right
         */
        void add(Object value, String expected);
    }

    /** A form of its own; {@code placeholder} is what a value looks like, such as {@code ID:BASE64,…}. */
    public static <T> Form<T> of(String placeholder, Parser<T> parser) {
        return new Form<>(placeholder, parser, Optional.empty());
    }

    /** One value, whatever it is wrong for. */
    private static <T> Form<T> of(String placeholder, String expected, Function<String, Optional<T>> parser) {
        return of(placeholder, (text, faults) -> {
            Optional<T> value = parser.apply(text);
            if (value.isEmpty()) {
                faults.add(text, expected);
            }
            return value;
        });
    }

    /** The same, shown by {@code mask}, which leaves out what is secret. */
    public Form<T> shownBy(Function<T, String> mask) {
        return new Form<>(placeholder, parser, Optional.of(mask));
    }

    /** The same, where empty text is a value of its own. */
    public Form<Optional<T>> orNone() {
        return of(placeholder, (text, faults) -> {
            Optional<T> value = text.isEmpty() ? Optional.empty() : parser.parse(text, faults);
            return text.isEmpty() || value.isPresent() ? Optional.of(value) : Optional.empty();
        });
    }

    /** An address, or a name that stands for addresses now. */
    public static Form<String> address() {
        return of(
                "ADDRESS",
                "an address or a name of this machine",
                text -> addressesOf(text).isEmpty() ? Optional.empty() : Optional.of(text));
    }

    /** All addresses that a name stands for; empty when there are none. */
    public static List<InetAddress> addressesOf(String host) {
        try {
            return host.isEmpty() ? List.of() : List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** 0..65535. */
    public static Form<Integer> port() {
        return of("PORT", "0.." + PORT_MAX, Form::port);
    }

    /** 0..65535, or {@code off}. */
    public static Form<OptionalInt> portOrOff() {
        return of(
                "PORT|off",
                "0.." + PORT_MAX + " or off",
                text -> text.equalsIgnoreCase("off")
                        ? Optional.of(OptionalInt.empty())
                        : port(text).map(OptionalInt::of));
    }

    private static Optional<Integer> port(String text) {
        try {
            return Optional.of(Integer.valueOf(text)).filter(port -> port >= 0 && port <= PORT_MAX);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** {@code true} or {@code false}. As a flag it may stand alone, for true. */
    public static Form<Boolean> trueOrFalse() {
        return of(
                "true|false",
                "true or false",
                text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                        ? Optional.of(text.equalsIgnoreCase("true"))
                        : Optional.empty());
    }

    /** One of the constants, in lower case. */
    public static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            constants.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return of(
                String.join("|", constants.keySet()),
                String.join(", ", constants.keySet()),
                text -> Optional.ofNullable(constants.get(text.toLowerCase(Locale.ROOT))));
    }

    /** A span of time. */
    public static Form<Duration> time(Duration least, Duration most) {
        String expected = TimeSpans.text(least) + ".." + TimeSpans.text(most) + ", such as 500ms, 5s, 1m, 2h or 3d";
        return of(
                "TIME",
                expected,
                text -> TimeSpans.parse(text).filter(span -> span.compareTo(least) >= 0 && span.compareTo(most) <= 0));
    }

    /** The path of a file or directory, there or not. */
    public static Form<Path> path(String placeholder) {
        return of(placeholder, "a path", text -> {
            try {
                return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    /** What a value looks like. */
    public String placeholder() {
        return placeholder;
    }

    /** Whether values are {@code true} or {@code false}. */
    public boolean isSwitch() {
        return placeholder.equals("true|false");
    }

    /** The value; or empty, when at least one fault was told. */
    public Optional<T> parse(String text, Faults faults) {
        return parser.parse(text, faults);
    }

    /** What may be shown of a value that was written so. */
    public String shown(T value, String text) {
        return mask.map(shown -> shown.apply(value)).orElse(text);
    }
}
