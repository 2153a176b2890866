package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.reco.server.config.Setting;
import io.reco.server.config.SettingValue;
import io.reco.server.model.settings.Parameter;

/** What docs/configuration.md tells is what the tables in the code say. A failure shows the lines to be written there. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("docs/configuration.md");

    @Test
    void thePageTellsEverySettingAsTheTableHasIt() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Setting<?> setting : Settings.ALL) {
            rows.add(row(
                    code(setting.flag()),
                    code(setting.variable()),
                    setting.key().map(ConfigurationPageTest::code).orElse(""),
                    code(setting.form().placeholder()),
                    code(setting.fallback()),
                    setting.help()));
        }

        assertThat(rowsBelow("| flag | variable | in a file | value | default | is |"))
                .containsExactlyElementsOf(rows);
    }

    @Test
    void thePageTellsEveryNumberOfTheEngine() throws IOException {
        List<String> rows = Arrays.stream(Parameter.values())
                .map(number -> row(code(number.label()), number.fallbackText(), number.range(), number.help()))
                .toList();

        assertThat(rowsBelow("| number | default | range | is |")).containsExactlyElementsOf(rows);
    }

    @Test
    void theFileOfThePageIsReadAndChangesWhatItSays(@TempDir Path folder) throws IOException {
        Matcher sample =
                Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(sample.find()).isTrue();
        Path file = Files.writeString(folder.resolve("reco.properties"), sample.group(1));

        ServerConfig config = ServerConfig.read(Map.of(Settings.CONFIG, file.toString()), Map.of());

        assertThat(config.settings().stream()
                        .filter(value -> !value.isDefault())
                        .map(SettingValue::setting))
                .hasSizeGreaterThan(3);
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static List<String> rowsBelow(String head) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
