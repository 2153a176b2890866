package io.reco.server.config.value;

/** Text that must not be shown. */
public record Secret(String text) {

    /** What is shown in its place. */
    private static final String MASK = "***";

    @Override
    public String toString() {
        return MASK;
    }
}
