package io.reco.server.tool.reader;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.reco.client.reader.Preferences;
import io.reco.client.reader.Preferences.Field;
import io.reco.server.tool.call.Checking;
import io.reco.server.tool.call.Connected;
import io.reco.server.tool.json.ReaderJson;

@Command(
        name = "update",
        description =
                "Changes what a reader stated. What is given replaces what was stated of its kind; the rest stays.",
        mixinStandardHelpOptions = true)
final class Update implements Callable<Integer> {

    private static final String[] NONE = {};

    @Mixin
    private Connected server;

    @Mixin
    private Checking checking;

    @Parameters(paramLabel = "READER", description = "whose")
    private String reader;

    @Option(names = "--follow-topic", paramLabel = "TOPIC", description = "wants more of it; may be given again")
    private List<String> followedTopics = List.of();

    @Option(names = "--block-topic", paramLabel = "TOPIC", description = "wants none of it; may be given again")
    private List<String> blockedTopics = List.of();

    @Option(names = "--follow-author", paramLabel = "AUTHOR", description = "wants more by them; may be given again")
    private List<String> followedAuthors = List.of();

    @Option(names = "--block-author", paramLabel = "AUTHOR", description = "wants nothing by them; may be given again")
    private List<String> blockedAuthors = List.of();

    @Option(names = "--language", paramLabel = "CODE", description = "reads this language; may be given again")
    private List<String> languages = List.of();

    @Option(
            names = "--personalised",
            arity = "1",
            paramLabel = "true|false",
            description =
                    "whether pages are made for this reader; false: as for nobody, and nothing is learned from them")
    private @Nullable Boolean personalised;

    @Option(
            names = "--clear",
            paramLabel = "KIND",
            description = "states nothing of this kind any more: ${COMPLETION-CANDIDATES}; may be given again")
    private List<Field> cleared = List.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Set<Field> fields = fields();
        if (fields.isEmpty()) {
            throw new ParameterException(command.commandLine(), "nothing to change (expected: one of the options)");
        }
        Preferences stated = Preferences.of(reader)
                .followedTopics(followedTopics)
                .blockedTopics(blockedTopics)
                .followedAuthors(followedAuthors)
                .blockedAuthors(blockedAuthors)
                .languageCodes(languages.toArray(NONE))
                .personalised(personalised == null || personalised)
                .build();
        return server.run((client, output) -> {
            Preferences now = checking.of(client).update(stated, fields);
            if (output.json()) {
                output.print(ReaderJson.of(now));
            } else {
                Show.print(now, output);
                if (checking.only()) {
                    output.say("would be so (only checked)");
                }
            }
            return true;
        });
    }

    private Set<Field> fields() {
        Set<Field> fields = EnumSet.noneOf(Field.class);
        fields.addAll(cleared);
        add(fields, Field.FOLLOWED_TOPICS, followedTopics);
        add(fields, Field.BLOCKED_TOPICS, blockedTopics);
        add(fields, Field.FOLLOWED_AUTHORS, followedAuthors);
        add(fields, Field.BLOCKED_AUTHORS, blockedAuthors);
        add(fields, Field.LANGUAGE_CODES, languages);
        if (personalised != null) {
            fields.add(Field.PERSONALISED);
        }
        return fields;
    }

    private static void add(Set<Field> fields, Field field, List<String> given) {
        if (!given.isEmpty()) {
            fields.add(field);
        }
    }
}
