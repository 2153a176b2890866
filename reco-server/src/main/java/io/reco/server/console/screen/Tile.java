package io.reco.server.console.screen;

/**
 * One figure that is to be seen at a glance.
 *
 * @param label what it is of
 * @param value the figure
 * @param hint what it means
 * @param kind {@code good}, {@code warn}, {@code bad}, or {@code plain}
 */
public record Tile(String label, String value, String hint, String kind) {

    static Tile plain(String label, String value, String hint) {
        return new Tile(label, value, hint, "plain");
    }
}
