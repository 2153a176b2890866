package io.reco.server.console.answer;

/**
 * What stands around every page.
 *
 * @param title of the page
 * @param here which place of the rail it belongs to
 * @param address the page's own, such as {@code ?id=7}; empty where it is asked for without anything
 * @param version the server's
 * @param trouble why the server does not serve, or does not write; empty while all is well
 * @param visitor who looks; empty where nobody is asked
 * @param signOut what the form that signs out brings along; empty where there is nothing to sign out of
 */
public record Frame(
        String title, String here, String address, String version, String trouble, String visitor, String signOut) {

    /** Where a file is that pages load. */
    public String asset(String name) {
        return Asset.address(name);
    }

    /** Where a table of this page is as CSV. */
    public String csv(String table) {
        return (address.isEmpty() ? "?" : address + "&") + "csv=" + table;
    }
}
