package io.reco.server.store.valkey.shard.cluster;

import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.StoreException;
import io.reco.server.store.valkey.shard.node.NodeFailure;

/** Why no process of a cluster answers: a mistake of the settings, or something that may be over soon. */
final class NoAnswer {

    /** What a process answers to who is not let in, or may not ask. */
    private static final List<String> NOT_LET_IN = List.of("WRONGPASS", "NOAUTH", "NOPERM");

    private NoAnswer() {}

    /**
     * What is to be told.
     *
     * @param last how a process was found not to answer; null where none was asked yet
     * @return a {@link StoreException} where trying again does not help
     */
    static RuntimeException of(@Nullable NodeFailure last) {
        for (Throwable each = last; last != null && each != null; each = each.getCause()) {
            Optional<StoreException> mistake = mistake(last, each);
            if (mistake.isPresent()) {
                return mistake.get();
            }
        }
        return Refusal.unavailable("store: no process of the cluster answers", last);
    }

    private static Optional<StoreException> mistake(NodeFailure failure, Throwable cause) {
        String said = String.valueOf(cause.getMessage());
        // An answer begins with such a word; behind the process, where it is ours that tells it.
        if (NOT_LET_IN.stream().anyMatch(cause == failure ? said::contains : said::startsWith)) {
            String what = cause == failure ? said : failure.getMessage() + ", " + said;
            return mistake(
                    what, "a user that it has, and the password, by --store-user and --store-password-file", cause);
        }
        if (cause instanceof CertificateException) {
            return mistake(
                    failure.getMessage() + ", its certificate is not believed",
                    "one that an authority of --store-tls-ca vouches for",
                    cause);
        }
        return cause instanceof SSLException && cause.getCause() == null
                ? mistake(failure.getMessage() + ", " + said, "TLS there, as the store is at valkeys://…", cause)
                : Optional.empty();
    }

    private static Optional<StoreException> mistake(String what, String expected, Throwable cause) {
        return Optional.of(StoreException.of(what.replaceAll("\\.$", ""), expected, cause));
    }
}
