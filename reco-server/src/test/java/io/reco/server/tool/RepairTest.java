package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import io.reco.server.store.Store;
import io.reco.server.store.rocksdb.RocksStore;

class RepairTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void aStoreIsRepaired() {
        RocksStore.open(folder, Clock.systemUTC()).close();

        assertThat(repair()).isZero();
        assertThat(out.toString()).contains("cut to now: 0 runs of facts");
    }

    @Test
    void whereThereIsNoStoreNoneIsMade() {
        assertThat(repair()).isNotZero();

        assertThat(err.toString()).contains("--store: " + folder + " (expected: the directory of a store)");
        assertThat(folder).isEmptyDirectory();
    }

    private int repair() {
        CommandLine command = Reco.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute("repair", "--clock", "--store", folder.toString());
    }

    @Test
    void aStoreWithoutFaultsIsVerifiedAndNothingIsRepaired() {
        RocksStore.open(folder, Clock.systemUTC()).close();

        assertThat(run("verify", "--store", folder.toString())).isZero();
        assertThat(run("repair", "--store", folder.toString())).isZero();
        assertThat(out.toString()).contains("all is well", "nothing is wrong with its files");
    }

    @Test
    void whatIsWrongIsToldAskedForAndMendedWithACopyKept() throws IOException {
        RocksStore.open(folder, Clock.systemUTC()).close();
        Files.writeString(folder.resolve("CURRENT"), "MANIFEST-9");

        assertThat(run("verify", "--store", folder.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("wrong: " + folder.resolve("CURRENT") + ": names no manifest");
        assertThat(run("repair", "--yes", "--store", folder.toString())).isZero();
        assertThat(out.toString())
                .contains("CURRENT: names no manifest. It is written anew", "done; what was changed is in");
        assertThat(run("verify", "--store", folder.toString())).isZero();
    }

    @Test
    void aStoreThatIsOpenIsLeftAlone() {
        try (Store store = RocksStore.open(folder, Clock.systemUTC())) {
            assertThat(store.facts().newest().sum()).isZero();
            assertThat(run("verify", "--store", folder.toString())).isEqualTo(1);
            assertThat(run("repair", "--store", folder.toString())).isEqualTo(1);
        }
        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("(expected: a directory that no other process holds open)"));
    }

    private int run(String... arguments) {
        CommandLine command = Reco.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }
}
