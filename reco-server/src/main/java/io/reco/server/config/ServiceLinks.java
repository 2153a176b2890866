package io.reco.server.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Variables that Kubernetes sets in every container for every service of its namespace, and that Docker sets for links: for a
 * service named {@code reco} or {@code reco-…} they begin as this server's settings do.
 */
public final class ServiceLinks {

    // Kubernetes: RECO_SERVICE_HOST, RECO_SERVICE_PORT, RECO_SERVICE_PORT_GRPC.
    private static final Pattern SERVICE = Pattern.compile("RECO(_[A-Z0-9_]+)?_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)");
    // Both: RECO_PORT_8889_TCP, and what it is made of.
    private static final Pattern PORT_PART = Pattern.compile(
            "RECO(_[A-Z0-9_]+)?_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR|START|END|PORT_START|PORT_END))?");
    // Both: RECO_PORT, which says tcp://10.0.0.7:8889.
    private static final Pattern PORT = Pattern.compile("RECO(_[A-Z0-9_]+)?_PORT");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://\\S+:\\d+");
    // Docker: RECO_NAME is /container/alias, and RECO_ENV_… what is set in the linked container.
    private static final Pattern NAME = Pattern.compile("RECO(_[A-Z0-9_]+)?_NAME");
    private static final Pattern ALIAS = Pattern.compile("/\\S+/\\S+");
    private static final Pattern FOREIGN = Pattern.compile("(RECO(?:_[A-Z0-9_]+?)?)_ENV_\\w+");

    private ServiceLinks() {}

    /** The variables that such links made, sorted; a {@link SettingReader} leaves them alone. */
    public static List<String> among(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name -> name.startsWith(Setting.PREFIX) && makes(name, environment))
                .sorted()
                .toList();
    }

    /** Whether such a link, and no operator, made this variable. */
    static boolean makes(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "").strip();
        if (PORT.matcher(name).matches() && ADDRESS.matcher(value).matches()) {
            return true;
        }
        if (NAME.matcher(name).matches() && ALIAS.matcher(value).matches()) {
            return true;
        }
        var foreign = FOREIGN.matcher(name);
        if (foreign.matches()) {
            return makes(foreign.group(1) + "_NAME", environment);
        }
        return SERVICE.matcher(name).matches() || PORT_PART.matcher(name).matches();
    }
}
