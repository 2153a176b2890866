package io.reco.server.console.visit;

import java.nio.charset.StandardCharsets;

import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/** What a page is asked for with: of its address, or of a form. */
public final class Parameters {

    private final Fields fields;

    /** Of these fields; of several of one name the first counts. */
    public Parameters(Fields fields) {
        this.fields = fields;
    }

    /** {@link IllegalArgumentException} for what is no query. */
    static Parameters of(String query) {
        Fields fields = new Fields();
        UrlEncoded.decodeTo(query, fields::add, StandardCharsets.UTF_8);
        return new Parameters(fields);
    }

    /** A parameter without blanks around it; empty for one that is not there. */
    public String text(String name) {
        String value = fields.getValue(name);
        return value == null ? "" : value.strip();
    }

    /** A number within bounds; {@code otherwise} for one that is not there or is none. */
    public int number(String name, int least, int most, int otherwise) {
        try {
            return Math.min(most, Math.max(least, Integer.parseInt(text(name))));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Whether a box is ticked. */
    public boolean is(String name) {
        return !text(name).isEmpty();
    }
}
