package io.reco.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Helm chart makes of values. Where there is no helm, Go has to build one, which takes minutes. */
@Tag("chart")
class ChartIT {

    private static final Pattern VARIABLE = Pattern.compile("`(RECO_[A-Z_]+)`");

    @BeforeAll
    static void needHelm() {
        Chart.needed();
    }

    static List<Path> values() throws Exception {
        return Chart.values();
    }

    @ParameterizedTest
    @MethodSource("values")
    void helmFindsNoFault(Path values) {
        assertThat(Chart.lint(values)).extracting(Programs.Outcome::code).isEqualTo(0);
    }

    @ParameterizedTest
    @MethodSource("values")
    void podsMayDoWhatTheyNeedAndNoMore(Path values) {
        assertThat(Chart.pods(Chart.render(values))).isNotEmpty().allSatisfy(pod -> {
            assertThat(pod.get("enableServiceLinks").getAsBoolean()).isFalse();
            assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
            assertThat(pod.getAsJsonObject("securityContext")
                            .get("runAsNonRoot")
                            .getAsBoolean())
                    .isTrue();
            JsonObject container = Chart.container(pod);
            JsonObject security = container.getAsJsonObject("securityContext");
            assertThat(security.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
            assertThat(security.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
            assertThat(security.getAsJsonObject("capabilities").get("drop")).hasToString("[\"ALL\"]");
            assertThat(container
                            .getAsJsonObject("resources")
                            .getAsJsonObject("limits")
                            .has("memory"))
                    .isTrue();
            assertThat(container.keySet()).contains("startupProbe", "readinessProbe", "livenessProbe");
        });
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatIsMountedIsThere(Path values) {
        assertThat(Chart.pods(Chart.render(values)))
                .allSatisfy(pod -> assertThat(Chart.each(Chart.container(pod).getAsJsonArray("volumeMounts"), "name"))
                        .contains("tmp")
                        .filteredOn(name -> !name.equals("data"))
                        .hasSameElementsAs(Chart.each(pod.getAsJsonArray("volumes"), "name")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyVariableIsASettingOfTheServer(Path values) throws Exception {
        String page = Files.readString(WorkingTree.root().resolve("reco-server/docs/configuration.md"));
        Set<String> settings = VARIABLE.matcher(page)
                .results()
                .map(variable -> variable.group(1))
                .collect(Collectors.toSet());

        assertThat(Chart.pods(Chart.render(values)))
                .allSatisfy(pod -> assertThat(Chart.each(Chart.container(pod).getAsJsonArray("env"), "name"))
                        .contains("RECO_DRAIN_DELAY")
                        .doesNotHaveDuplicates()
                        .isSubsetOf(settings));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aPodHasTimeToDrain(Path values) {
        assertThat(Chart.pods(Chart.render(values))).allSatisfy(pod -> {
            JsonArray variables = Chart.container(pod).getAsJsonArray("env");
            int needs = seconds(variables, "RECO_DRAIN_DELAY") + seconds(variables, "RECO_SHUTDOWN_GRACE");
            assertThat(pod.get("terminationGracePeriodSeconds").getAsInt()).isGreaterThan(needs);
        });
    }

    private static int seconds(JsonArray variables, String name) {
        for (JsonElement variable : variables) {
            if (variable.getAsJsonObject().get("name").getAsString().equals(name)) {
                String value = variable.getAsJsonObject().get("value").getAsString();
                return Integer.parseInt(value.replace("s", ""));
            }
        }
        throw new IllegalStateException(name + ": unset");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    embedded | NetworkPolicy=0 PersistentVolumeClaim=0 Deployment=0 StatefulSet=1 PodDisruptionBudget=0 Secret=0
                    cluster  | NetworkPolicy=1 PersistentVolumeClaim=0 Deployment=2 StatefulSet=0 PodDisruptionBudget=1 Secret=0
                    made     | NetworkPolicy=0 PersistentVolumeClaim=1 Deployment=2 StatefulSet=0 PodDisruptionBudget=1 Secret=2
                    """)
    void aSharedStoreHasServersAndAKeeperAndAnEmbeddedOneAServerWithItsVolume(String name, String kinds)
            throws Exception {
        Path values = Chart.values().stream()
                .filter(file -> file.endsWith(name + "-values.yaml"))
                .findFirst()
                .orElseThrow();
        List<String> rendered = Chart.render(values).stream()
                .map(object -> object.get("kind").getAsString())
                .toList();

        for (String kind : kinds.split(" ", -1)) {
            String[] count = kind.split("=", -1);
            assertThat(rendered).filteredOn(count[0]::equals).as(kind).hasSize(Integer.parseInt(count[1]));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    security.insecure=true,replicas=2             | replicas: more than one
                    replicas=1                                    | security: no tlsSecret
                    replicas=1,security.tlsSecret=tls             | nobody is asked who they are
                    replicas=1,security.insecure=true,replica=1   | additional properties 'replica' not allowed
                    security.insecure=true,store.nodes={valkey}   | store/nodes/0
                    """)
    void whatWouldNotWorkIsRefused(String values, String why) {
        Programs.Outcome rendered = Chart.tryRender("--set", values);

        assertThat(rendered.code()).isNotZero();
        assertThat(rendered.output()).contains(why);
    }

    @Test
    void theServicesLeadToServersAndNotToTheKeeper() throws Exception {
        for (Path values : values()) {
            assertThat(Chart.render(values))
                    .filteredOn(object -> object.get("kind").getAsString().equals("Service"))
                    .hasSize(2)
                    .allSatisfy(service -> assertThat(service.getAsJsonObject("spec")
                                    .getAsJsonObject("selector")
                                    .get("app.kubernetes.io/component")
                                    .getAsString())
                            .isEqualTo("server"));
        }
    }
}
