package io.reco.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.domain.refusal.Refusal.Violation;

/**
 * One pass over all that was set, which notes what is wrong and goes on. A flag wins over a variable, a variable over a file, a
 * file over what holds by default; an empty variable and an empty value of a file count as unset.
 */
public final class SettingReader {

    private final List<Setting<?>> table;
    private final Map<Setting<?>, Given> flags = new HashMap<>();
    private final Map<Setting<?>, Given> variables = new HashMap<>();
    private final Map<Setting<?>, Given> entries = new HashMap<>();
    private final Map<Setting<?>, SettingValue> values = new LinkedHashMap<>();
    private final Set<Setting<?>> wrong = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();

    /** @param name what a fault is told under */
    private record Given(String text, String origin, String name) {}

    /**
     * A reading of flags and variables; {@link #add} adds a file.
     *
     * @param table all settings there are
     * @param given what the command line says
     * @param environment all variables; only those that begin with {@code RECO_} are looked at
     */
    public SettingReader(
            List<Setting<?>> table, Map<? extends Setting<?>, String> given, Map<String, String> environment) {
        this.table = List.copyOf(table);
        given.forEach((setting, text) -> flags.put(setting, new Given(text.strip(), setting.flag(), setting.flag())));
        Map<String, Setting<?>> known = new TreeMap<>();
        table.forEach(setting -> known.put(setting.variable(), setting));
        new TreeMap<>(environment).forEach((name, text) -> {
            if (!name.startsWith(Setting.PREFIX)
                    || name.equals(Setting.TOKEN_OF_COMMANDS)
                    || ServiceLinks.makes(name, environment)) {
                return;
            }
            Setting<?> setting = known.get(name);
            if (setting == null) {
                refuseUnknown(name, known.keySet());
            } else if (!text.isBlank()) {
                variables.put(setting, new Given(text.strip(), name, name));
            }
        });
    }

    /**
     * Reads a file, too.
     *
     * @param named the setting that names it
     */
    public void add(Setting<?> named, Path path) {
        Map<String, Setting<?>> known = new TreeMap<>();
        table.forEach(setting -> setting.key().ifPresent(key -> known.put(key, setting)));
        ConfigFile file;
        try {
            file = ConfigFile.read(path);
        } catch (IOException e) {
            refuse(named, path, "a file of settings that can be read, in UTF-8");
            return;
        }
        violations.addAll(file.faults());
        Set<String> seen = new HashSet<>();
        for (ConfigFile.Entry entry : file.entries()) {
            String name = entry.place() + " " + entry.key();
            Setting<?> setting = known.get(entry.key());
            if (setting == null) {
                refuseUnknown(name, known.keySet());
            } else if (!seen.add(entry.key())) {
                violations.add(Violation.of(name, "repeated", "each key once"));
            } else if (!entry.value().isBlank()) {
                entries.put(setting, new Given(entry.value().strip(), entry.place(), name));
            }
        }
    }

    /** What holds of a setting; when that is wrong, what holds by default. */
    public <T> T value(Setting<T> setting) {
        return value(setting, setting.fallback());
    }

    /** The same, with a default that depends on other settings. */
    public <T> T value(Setting<T> setting, String fallback) {
        Given given = given(setting, fallback);
        List<Violation> faults = new ArrayList<>();
        Optional<T> parsed = setting.form()
                .parse(given.text, (value, expected) -> faults.add(Violation.of(given.name, value, expected)));
        T value = parsed.orElseGet(() -> ofDefault(setting, fallback));
        if (!faults.isEmpty()) {
            violations.addAll(faults);
            wrong.add(setting);
        }
        boolean isDefault = given.origin.equals("default");
        String text = setting.form().shown(value, given.text);
        values.put(setting, new SettingValue(setting.key().orElse(setting.name()), text, given.origin, isDefault));
        return value;
    }

    private Given given(Setting<?> setting, String fallback) {
        for (Map<Setting<?>, Given> source : List.of(flags, variables, entries)) {
            Given given = source.get(setting);
            if (given != null) {
                return given;
            }
        }
        return new Given(fallback, "default", setting.flag());
    }

    private static <T> T ofDefault(Setting<T> setting, String fallback) {
        return setting.form()
                .parse(fallback, (value, expected) -> {})
                .orElseThrow(() -> new IllegalStateException("default of " + setting.name() + ": " + fallback));
    }

    /** Whether nothing was found wrong with these so far: what is wrong alone need not be compared with others. */
    public boolean sound(Setting<?>... settings) {
        return wrong.stream().noneMatch(List.of(settings)::contains);
    }

    /** Notes that a value does not go with others. */
    public void refuse(Setting<?> setting, Object value, String expected) {
        violations.add(Violation.of(given(setting, setting.fallback()).name, value, expected));
        wrong.add(setting);
    }

    /**
     * Notes each of these that somebody set otherwise than it is by default, as it changes nothing beside the others.
     *
     * @param settings which were read
     */
    public void refuseUnused(String expected, Setting<?>... settings) {
        for (Setting<?> setting : settings) {
            SettingValue value = Objects.requireNonNull(values.get(setting), setting.name());
            if (!value.isDefault() && !value.text().equals(setting.fallback()) && sound(setting)) {
                refuse(setting, value.text(), expected);
            }
        }
    }

    private void refuseUnknown(String name, Set<String> known) {
        // Its value stays unsaid: a misspelt name may hold a secret.
        violations.add(Violation.of(name, "unknown", "one of " + String.join(", ", known)));
    }

    /**
     * What holds, in the table's order.
     *
     * @throws Refusal (INVALID) naming all that is wrong at once
     */
    public List<SettingValue> finish() {
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
        return table.stream()
                .map(setting -> Optional.ofNullable(values.get(setting))
                        .orElseThrow(() -> new IllegalStateException("nobody asked for " + setting.name())))
                .toList();
    }
}
