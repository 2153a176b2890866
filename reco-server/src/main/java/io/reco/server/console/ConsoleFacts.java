package io.reco.server.console;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What every page says of the server.
 *
 * @param version the server's
 * @param trouble why it does not serve now, or does not write; empty while all is well
 */
public record ConsoleFacts(String version, Supplier<Optional<String>> trouble) {}
