package io.reco.server.config;

/**
 * What holds of one setting, and why.
 *
 * @param setting its key in a file; the name of one that has none
 * @param text as it would be written, without what is secret
 * @param origin {@code default}, {@code --flag}, {@code RECO_VARIABLE} or {@code file:line}
 * @param isDefault whether nobody set it
 */
public record SettingValue(String setting, String text, String origin, boolean isDefault) {

    /** Such as {@code network.port=9000 (--port)}. */
    @Override
    public String toString() {
        return setting + "=" + text + " (" + origin + ")";
    }
}
