package io.reco.server.tool.measure;

import java.nio.file.Path;

import picocli.CommandLine.Option;

import io.reco.server.evaluate.Evaluation.Split;
import io.reco.server.evaluate.log.SplitLog.Times;

/** The files of a split, and how they are taken. */
final class SplitOptions {

    @Option(
            names = "--train",
            required = true,
            paramLabel = "FILE.csv",
            description = "what teaches: reader,article and perhaps type,time; equal rows are one event")
    private Path train = Path.of("");

    @Option(
            names = "--test",
            required = true,
            paramLabel = "FILE.csv",
            description = "what is looked for: reader,article and perhaps time")
    private Path test = Path.of("");

    @Option(
            names = "--asked-after",
            defaultValue = "1d",
            paramLabel = "TIME",
            description = "how long after the training's end pages are asked for; ${DEFAULT-VALUE} when not given")
    private String askedAfter = "";

    @Option(
            names = "--times",
            defaultValue = "auto",
            paramLabel = "auto|keep|drop",
            description =
                    "whether the training file's times count, or all happened at one moment, as in a file without times;"
                            + " auto: they count when all of the test file comes after all of the training file, for any other split"
                            + " has no now")
    private Times times = Times.AUTO;

    Split split(EvaluateOptions shared) {
        return new Split(
                shared.readable("--train", train),
                shared.readable("--test", test),
                shared.articles(),
                shared.lengths(),
                shared.durationMs("--asked-after", askedAfter),
                times);
    }
}
