package io.reco.server.config.value;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.reco.server.config.Form;

/**
 * Where a store is: in a directory, or in a cluster.
 *
 * @param nodes processes of the cluster, their names not looked up yet; empty for a directory
 * @param tls whether the cluster's processes are asked over TLS
 */
public record StoreLocation(Optional<Path> directory, List<InetSocketAddress> nodes, boolean tls) {

    private static final String EXPECTED =
            "a directory, or valkey://HOST:PORT,… (valkeys:// with TLS) of some processes"
                    + " of a cluster; user and password come with --store-user and --store-password-file";
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
    private static final Pattern NODE = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
    private static final int PORT_MAX = 65_535;

    public StoreLocation {
        nodes = List.copyOf(nodes);
    }

    /** A path, or a URL of processes; only the scheme of a bad URL is ever shown. */
    public static Form<StoreLocation> form() {
        Form<Path> directory = Form.path("DIR");
        return Form.of("DIR|valkey://HOST:PORT,…", (text, faults) -> {
            Matcher url = URL.matcher(text);
            if (!url.matches()) {
                return directory
                        .parse(text, faults)
                        .map(path -> new StoreLocation(Optional.of(path), List.of(), false));
            }
            Optional<StoreLocation> cluster = cluster(url.group(1).toLowerCase(Locale.ROOT), url.group(2));
            if (cluster.isEmpty()) {
                faults.add(url.group(1) + "://…", EXPECTED); // what follows may hold a password
            }
            return cluster;
        });
    }

    private static Optional<StoreLocation> cluster(String scheme, String rest) {
        if (!scheme.equals("valkey") && !scheme.equals("valkeys")) {
            return Optional.empty();
        }
        List<InetSocketAddress> nodes = new ArrayList<>();
        for (String part : rest.split(",", -1)) {
            Matcher node = NODE.matcher(part.strip());
            if (!node.matches() || port(node) < 1 || port(node) > PORT_MAX) {
                return Optional.empty();
            }
            String host = node.group(1).replaceAll("[\\[\\]]", "");
            nodes.add(InetSocketAddress.createUnresolved(host, port(node)));
        }
        return Optional.of(new StoreLocation(Optional.empty(), nodes, scheme.equals("valkeys")));
    }

    private static int port(Matcher node) {
        return Integer.parseInt(node.group(2));
    }
}
