package io.reco.server.learn.snapshot;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Compares two objects of ours field by field, with all that they lead to. Of arrays what both have room for is compared, for one
 * may have more room than the other; an array without elements is like none.
 */
final class SameFields {

    /** Fields that were looked at, as {@code Class.field}; true for those in which the two differed somewhere. */
    private final TreeMap<String, Boolean> differing = new TreeMap<>();

    private final TreeSet<String> places = new TreeSet<>();
    private final Set<String> left;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Pair> next = new ArrayDeque<>();

    private record Pair(
            String field,
            String place,
            @Nullable Object one,
            @Nullable Object other) {}

    private SameFields(Set<String> left) {
        this.left = left;
    }

    /** Compares; fields named in {@code left}, as {@code Class.field}, are left out. */
    static SameFields compare(Object one, Object other, Set<String> left) {
        SameFields same = new SameFields(left);
        same.next.push(new Pair("", "", one, other));
        while (!same.next.isEmpty()) {
            same.compare(same.next.pop());
        }
        return same;
    }

    /** Where the two differ. */
    Set<String> places() {
        return places;
    }

    /** Fields, as {@code Class.field}, in which the two do not differ anywhere. */
    Set<String> sameFields() {
        Set<String> same = new TreeSet<>(differing.keySet());
        same.removeIf(differing::get);
        return same;
    }

    private void compare(Pair pair) {
        Object one = pair.one;
        Object other = pair.other;
        if (one == null || other == null) {
            say(pair, isNothing(one) && isNothing(other));
        } else if (one.getClass().isArray()) {
            int length = Math.min(Array.getLength(one), Array.getLength(other));
            say(pair, Array.getLength(one) == 0 == (Array.getLength(other) == 0));
            for (int i = 0; i < length; i++) {
                compareElement(pair, i, Array.get(one, i), Array.get(other, i));
            }
        } else if (ours(one.getClass())) {
            if (seen.add(one)) {
                fields(pair, one, other);
            }
        } else if (!one.getClass().isHidden()) {
            say(pair, one.equals(other));
        }
    }

    private void compareElement(Pair pair, int i, @Nullable Object one, @Nullable Object other) {
        if (one instanceof Number || one instanceof Boolean) {
            say(pair, Objects.equals(one, other));
        } else {
            next.push(new Pair(pair.field, pair.place + "[" + i + "]", one, other));
        }
    }

    private void fields(Pair pair, Object one, Object other) {
        for (Class<?> type = one.getClass(); ours(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                String name = type.getSimpleName() + "." + field.getName();
                if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && !left.contains(name)) {
                    next.push(
                            new Pair(name, pair.place + "." + field.getName(), value(field, one), value(field, other)));
                }
            }
        }
    }

    private static @Nullable Object value(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean ours(Class<?> type) {
        return type.getName().startsWith("io.reco.") && !type.isHidden() && !type.isEnum();
    }

    private static boolean isNothing(@Nullable Object value) {
        return value == null || (value.getClass().isArray() && Array.getLength(value) == 0);
    }

    private void say(Pair pair, boolean same) {
        differing.merge(pair.field, !same, Boolean::logicalOr);
        if (!same) {
            places.add(pair.place);
        }
    }
}
