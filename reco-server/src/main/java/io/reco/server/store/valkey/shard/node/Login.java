package io.reco.server.store.valkey.shard.node;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How processes of a cluster are talked to, the same for all of them.
 *
 * @param user the default user where there is none
 * @param authorities certificates in PEM that sign those of the processes; with them connections use TLS. A certificate's
 *     names are not compared, for processes are known by the addresses that they tell each other
 */
public record Login(Optional<String> user, Optional<String> password, Optional<Path> authorities) {

    /** Without a password and without TLS. */
    public static final Login OPEN = new Login(Optional.empty(), Optional.empty(), Optional.empty());

    /** Without the password. */
    @Override
    public String toString() {
        return "Login[user=" + user + ", authorities=" + authorities + "]";
    }
}
