package io.reco.server.access.quota;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import io.reco.server.access.Caller;

/**
 * How many calls and items a second callers may make.
 *
 * @param perSecond what is limited, and to how much; everything else has no limit
 */
public record Quotas(Map<Quota, Long> perSecond) {

    /** How quotas are written. */
    public static final String FORM = "ROLE[-items]=N,…";

    /** No limits. */
    public static final Quotas NONE = new Quotas(Map.of());

    private static final long MOST = 1_000_000_000;
    private static final String EXPECTED = "NAME=N with N of 1.." + MOST + " a second, NAME one of "
            + Quota.all().stream().map(Quota::text).collect(Collectors.joining(", "));

    public Quotas {
        perSecond = Map.copyOf(perSecond);
    }

    /**
     * What a text says.
     *
     * @param faults takes each part that is wrong, and what is expected
     * @return empty when there are faults
     */
    public static Optional<Quotas> parse(String text, BiConsumer<String, String> faults) {
        Map<Quota, Long> perSecond = new HashMap<>();
        boolean sound = true;
        for (String part : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1))) {
            Optional<Map.Entry<Quota, Long>> entry = entry(part.strip());
            if (entry.isEmpty()) {
                faults.accept(part.strip(), EXPECTED);
                sound = false;
            } else if (perSecond.put(entry.get().getKey(), entry.get().getValue()) != null) {
                faults.accept(part.strip(), "each name once");
                sound = false;
            }
        }
        return sound ? Optional.of(new Quotas(perSecond)) : Optional.empty();
    }

    private static Optional<Map.Entry<Quota, Long>> entry(String part) {
        int equals = part.indexOf('=');
        String name = part.substring(0, Math.max(0, equals)).strip();
        String number = part.substring(equals + 1).strip();
        if (!number.matches("[0-9]{1,10}") || Long.parseLong(number) < 1 || Long.parseLong(number) > MOST) {
            return Optional.empty();
        }
        return Quota.all().stream()
                .filter(quota -> quota.text().equals(name))
                .findFirst()
                .map(quota -> Map.entry(quota, Long.valueOf(number)));
    }

    /**
     * The quota that holds for a caller: the largest of those of its roles, and none where a role of it has none.
     */
    Optional<Quota> of(Caller caller, Quota.Kind kind) {
        if (perSecond.isEmpty()) {
            return Optional.empty();
        }
        List<Quota> quotas = Quota.of(caller, kind);
        return perSecond.keySet().containsAll(quotas)
                ? quotas.stream().max(Comparator.comparing(perSecond::get))
                : Optional.empty();
    }

    /**
     * Those that hold for nobody, as they are written.
     *
     * @param asked whether callers are asked who they are
     */
    public List<String> unused(boolean asked) {
        return perSecond.keySet().stream()
                .filter(quota -> asked == quota.group().equals(Quota.ANYBODY))
                .map(Quota::text)
                .sorted()
                .toList();
    }

    /** As it is written, in alphabetical order. */
    public String text() {
        return perSecond.entrySet().stream()
                .map(entry -> entry.getKey().text() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }
}
