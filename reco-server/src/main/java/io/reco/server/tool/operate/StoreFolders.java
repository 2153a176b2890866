package io.reco.server.tool.operate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which store a command is about that works on files, without a server. */
public final class StoreFolders {

    @Option(
            names = "--store",
            defaultValue = "${env:RECO_STORE:-reco-data}",
            paramLabel = "DIR",
            description = "directory of the embedded store; default ${DEFAULT-VALUE}")
    private Path store;

    @Option(
            names = "--snapshots",
            defaultValue = "${env:RECO_SNAPSHOTS}",
            paramLabel = "DIR",
            description = "directory of the models' snapshots; unset: 'snapshots' in the store")
    private @Nullable Path snapshots;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Its directory, in which there is one, be it damaged; asking about another is a mistake. */
    public Path existing() {
        // Every store has the first; one that lost it has the other.
        if (!Files.isRegularFile(store.resolve("CURRENT")) && !Files.isRegularFile(store.resolve("WITNESS"))) {
            throw new ParameterException(
                    command.commandLine(), "--store: " + store + " (expected: the directory of a store)");
        }
        return store;
    }

    /** Where its snapshots are; empty for their place in the store. */
    public Optional<Path> snapshots() {
        return Optional.ofNullable(snapshots);
    }
}
