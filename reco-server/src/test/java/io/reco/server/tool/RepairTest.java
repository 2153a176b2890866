package io.reco.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
}
