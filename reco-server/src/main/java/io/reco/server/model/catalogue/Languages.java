package io.reco.server.model.catalogue;

import java.util.Arrays;
import java.util.Locale;

import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;

import io.reco.server.model.snapshot.ColumnReader;
import io.reco.server.model.snapshot.ColumnWriter;
import io.reco.server.model.snapshot.Part;

/** The languages of a catalogue under dense numbers. With each, those are there that it is a kind of: "pt" with "pt-BR". */
final class Languages implements Part {

    private static final char SEPARATOR = '-';

    private final Object2IntOpenHashMap<String> numbers = new Object2IntOpenHashMap<>();

    /** By number the one that it is a kind of, or {@link Articles#NONE}. */
    private int[] wider = new int[16];

    Languages() {
        numbers.defaultReturnValue(Articles.NONE);
    }

    /** The number of a tag such as {@code en-US} or {@code en_US}, which it has from now on; none for one that names nothing. */
    int intern(String tag) {
        return Canonical.language(tag).isEmpty() ? Articles.NONE : internForm(form(tag));
    }

    private int internForm(String form) {
        int known = numbers.getInt(form);
        if (known != Articles.NONE) {
            return known;
        }
        int parent = form.indexOf(SEPARATOR) < 0 ? Articles.NONE : internForm(cut(form));
        int number = numbers.size();
        if (number == wider.length) {
            wider = Arrays.copyOf(wider, number * 2);
        }
        wider[number] = parent;
        numbers.put(form, number);
        return number;
    }

    /** How many there are. */
    int count() {
        return numbers.size();
    }

    /** The number of the tag itself, or {@link Articles#NONE}. */
    int of(String tag) {
        return numbers.getInt(form(tag));
    }

    /** The number of what has one of all that the tag is a kind of, the closest; or {@link Articles#NONE}. */
    int widerThan(String tag) {
        String form = form(tag);
        int found = Articles.NONE;
        while (found == Articles.NONE && form.indexOf(SEPARATOR) >= 0) {
            form = cut(form);
            found = numbers.getInt(form);
        }
        return found;
    }

    /** The language that one is a kind of, or {@link Articles#NONE}. */
    int wider(int number) {
        return wider[number];
    }

    private static String form(String tag) {
        return tag.strip().replace('_', SEPARATOR).toLowerCase(Locale.ROOT);
    }

    private static String cut(String form) {
        return form.substring(0, form.lastIndexOf(SEPARATOR));
    }

    @Override
    public void save(ColumnWriter out) {
        out.names("language names", numbers);
        out.ints("wider languages", numbers.size(), number -> wider[number]);
    }

    @Override
    public void restore(ColumnReader in) {
        in.names("language names", numbers);
        wider = in.ints("wider languages", 16);
    }
}
