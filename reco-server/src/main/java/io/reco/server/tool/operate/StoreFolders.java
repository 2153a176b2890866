package io.reco.server.tool.operate;

import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

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

    /** Its directory, whether or not there is one. */
    public Path store() {
        return store;
    }

    /** Where its snapshots are; empty for their place in the store. */
    public Optional<Path> snapshots() {
        return Optional.ofNullable(snapshots);
    }
}
