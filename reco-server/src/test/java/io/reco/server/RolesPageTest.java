package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import org.junit.jupiter.api.Test;

import io.reco.server.access.Permissions;
import io.reco.server.access.Role;

/** Of every method of the contract there is one answer who may call it, and docs/roles.md tells it. */
class RolesPageTest {

    private static final Path PAGE = Path.of("docs/roles.md");

    @Test
    void everyMethodOfTheContractHasARowAndThereIsNoOther() {
        List<String> methods = new ArrayList<>();
        for (ServiceDescriptor service : Contract.services()) {
            for (MethodDescriptor<?, ?> method : service.getMethods()) {
                methods.add(method.getFullMethodName());
            }
        }

        assertThat(methods).hasSizeGreaterThan(15);
        assertThat(Permissions.methods())
                .as("methods without a row, and rows without a method (see Permissions)")
                .containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void thePageSaysWhatIsEnforced() throws IOException {
        assertThat(table()).containsExactlyElementsOf(enforced());
    }

    @Test
    void whoIsAdminMayDoEverything() {
        assertThat(Permissions.methods())
                .allSatisfy(method ->
                        assertThat(Permissions.of(method, Role.ADMIN).text()).isEqualTo("yes"));
    }

    /** The table as the page has to write it, row by row. */
    private static List<String> enforced() {
        List<String> rows = new ArrayList<>();
        for (String method : Permissions.methods()) {
            Stream<String> grants = Arrays.stream(Role.values())
                    .map(role -> Permissions.of(method, role).text());
            rows.add(Stream.concat(
                            grants, Stream.of(Permissions.ofReaders(method).text()))
                    .collect(Collectors.joining(" | ", "| `" + method + "` | ", " |")));
        }
        return rows;
    }

    private static List<String> table() throws IOException {
        String roles = Arrays.stream(Role.values())
                .map(role -> "`" + role.text() + "`")
                .collect(Collectors.joining(" | "));
        String head = "| method | " + roles + " | own token |";
        String page = Files.readString(PAGE);
        assertThat(page).contains(head);
        return page.substring(page.indexOf(head))
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
