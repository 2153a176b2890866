package io.reco.server.tool.reader;

import picocli.CommandLine.Command;

@Command(
        name = "reader",
        description = "One reader's data: look, correct, take out, join, erase.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {Show.class, Update.class, Export.class, Merge.class, Erase.class})
public final class ReaderCommand {}
