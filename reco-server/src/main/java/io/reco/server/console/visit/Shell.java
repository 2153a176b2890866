package io.reco.server.console.visit;

/** What is to be pasted into a shell. */
public final class Shell {

    private Shell() {}

    /** A word that a shell takes as it is. */
    public static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
