package io.reco.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What axe, a checker of pages for those who do not see or do not point, says of the page that a browser shows. */
final class Axe {

    private static final String SCRIPT = script();

    /** A line for each rule that is broken badly: its name, what it asks for, and where. */
    private static final String SERIOUS = """
            return axe.run(document, {preload: false, resultTypes: ["violations"]}).then(found => found.violations
                .filter(broken => ["serious", "critical"].includes(broken.impact))
                .map(broken => broken.id + ": " + broken.help + " at "
                    + broken.nodes.map(node => node.target.join(" ")).join(", ")))
            """;

    private Axe() {}

    /** What it calls serious or critical. */
    static List<?> serious(Browser browser) {
        browser.run(SCRIPT);
        return (List<?>) browser.run(SERIOUS);
    }

    private static String script() {
        try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
