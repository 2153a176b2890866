package io.reco.server.access.entry;

import java.nio.file.Path;
import java.util.Optional;

import io.reco.server.access.jwt.JwtTerms;
import io.reco.server.access.jwt.KeyPlace;

/**
 * How callers may say who they are; where there is no way, nobody is asked.
 *
 * @param tokens the file of static tokens
 * @param clientRoles the file of subjects of clients' certificates
 * @param jwt which JWTs are believed
 */
public record Ways(Optional<Path> tokens, Optional<Path> clientRoles, Optional<Jwt> jwt) {

    /**
     * JWTs.
     *
     * @param keys where the keys are that verify them
     */
    public record Jwt(JwtTerms terms, KeyPlace keys) {}

    /** Whether there is any. */
    public boolean authenticate() {
        return tokens.isPresent() || clientRoles.isPresent() || jwt.isPresent();
    }
}
