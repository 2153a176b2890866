package io.reco.server.tool.article;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.reco.client.catalog.ArticleDetails;
import io.reco.client.catalog.ArticleField;
import io.reco.client.catalog.UpsertResult;
import io.reco.server.tool.call.Checking;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.call.Output;
import io.reco.server.tool.json.ArticleReader;
import io.reco.server.tool.remote.Refusals;

@Command(
        name = "upsert",
        description = {
            "Adds articles, or replaces them whole, from JSON: objects named as reco.v1.Article, one after the other or in"
                    + " arrays. One with an etag is written only where nobody changed it meanwhile.",
            "Nothing is sent when something of it cannot be read. Exits 0 when all went in, 1 when some were refused."
        },
        mixinStandardHelpOptions = true)
final class Upsert implements Callable<Integer> {

    private static final String STDIN = "-";

    @Mixin
    private Connected server;

    @Mixin
    private Checking checking;

    @Parameters(
            paramLabel = "FILE.json",
            arity = "0..1",
            defaultValue = STDIN,
            description = "what to read; standard input when not given, or -")
    private String file;

    @Option(
            names = "--field",
            paramLabel = "FIELD",
            description = "writes only this field, and leaves the others as they are: ${COMPLETION-CANDIDATES};"
                    + " may be given again")
    private List<ArticleField> fields = List.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        List<ArticleDetails> articles = read();
        return server.run((client, output) -> {
            UpsertResult result = fields.isEmpty()
                    ? checking.of(client).upsert(articles)
                    : checking.of(client).upsert(articles, Set.copyOf(fields));
            tell(result, output);
            return result.refused().isEmpty();
        });
    }

    private List<ArticleDetails> read() {
        try (Reader text =
                file.equals(STDIN) ? new InputStreamReader(System.in, UTF_8) : Files.newBufferedReader(Path.of(file))) {
            return ArticleReader.read(file.equals(STDIN) ? "standard input" : file, text);
        } catch (IOException e) {
            boolean read = e.getCause() != null;
            throw new ParameterException(
                    command.commandLine(), read ? e.getMessage() : file + " (expected: a file that can be read)", e);
        }
    }

    private void tell(UpsertResult result, Output output) {
        result.refused()
                .forEach(refused -> output.complain("article " + refused.what().id() + ": " + Refusals.text(refused)));
        if (output.json()) {
            output.say("{\"upsertedCount\":" + result.upserted() + "}");
        } else {
            String counts = result.upserted() + ", refused " + result.refused().size();
            output.say(checking.told("upserted", "upsert", counts));
        }
    }
}
