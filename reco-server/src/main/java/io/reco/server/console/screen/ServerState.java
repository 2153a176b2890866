package io.reco.server.console.screen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.reco.api.v1.AdminServiceGrpc;
import io.reco.api.v1.GetStatusRequest;
import io.reco.api.v1.GetStatusResponse;
import io.reco.server.console.answer.Page;
import io.reco.server.console.table.Amounts;
import io.reco.server.console.table.Cell;
import io.reco.server.console.table.Moments;
import io.reco.server.console.table.Table;
import io.reco.server.console.visit.Outcome;
import io.reco.server.console.visit.Visit;

/** What would one want to know at three in the morning? */
public final class ServerState implements Screen {

    /** A primary and two replicas: one may be lost and another one acknowledges all the same. */
    private static final int COPIES = 3;

    private static final Table STATE = Table.of("state", "State", "Nothing is known.", "What", "Is", "Which means");
    private static final Table SHARDS = Table.of(
            "shards",
            "Shards",
            "The store is this server's alone, not a cluster's.",
            "Slots",
            "Primary",
            "Copies",
            "State");
    private static final Table SETTINGS =
            Table.of("settings", "Settings", "Nothing is set.", "Setting", "Value", "Comes from");

    @Override
    public CompletableFuture<Page> show(Visit visit) {
        return visit.call(AdminServiceGrpc.getGetStatusMethod(), GetStatusRequest.getDefaultInstance())
                .thenApply(status -> page(visit, status));
    }

    private static Page page(Visit visit, Outcome<GetStatusResponse> status) {
        Outcome<String> obstacle = status.map(GetStatusResponse::getObstacle);
        return Page.of("System", "system.jte", Map.of("obstacle", obstacle))
                .with(STATE.fill(status, state -> state(state, visit)))
                .with(SHARDS.fill(status, state -> shards(state.getStore())))
                .with(SETTINGS.fill(status, ServerState::settings));
    }

    private static List<List<Cell>> state(GetStatusResponse status, Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(row("Version", status.getVersion(), "of the server"));
        rows.add(List.of(Cell.text("Started"), Cell.time(Moments.of(status.getStartTime()), visit.now()), Cell.none()));
        rows.addAll(log(status.getLog()));
        rows.addAll(model(status.getModel(), visit));
        rows.addAll(snapshot(status, visit));
        rows.addAll(store(status.getStore()));
        return rows;
    }

    private static List<Cell> row(String what, String is, String means) {
        return List.of(Cell.text(what), Cell.text(is), Cell.text(means));
    }

    private static List<Cell> row(String what, long count, String means) {
        return row(what, Amounts.count(count), means);
    }

    private static List<List<Cell>> log(GetStatusResponse.LogStatus log) {
        return List.of(
                row("Log: newest position", log.getNewestPosition(), "facts that were accepted so far"),
                row("Log: followed position", log.getFollowedPosition(), "of them those that the models have taken in"),
                row("Neighbour rows due", log.getDueRowCount(), "rows that wait to be built again"));
    }

    private static List<List<Cell>> model(GetStatusResponse.ModelStatus model, Visit visit) {
        Cell learned =
                model.hasLearnTime() ? Cell.time(Moments.of(model.getLearnTime()), visit.now()) : Cell.text("not yet");
        return List.of(
                row("Model", model.getModelId(), "names what ranks pages now; exposure tokens have it, too"),
                List.of(Cell.text("Learned"), learned, Cell.text("in the background, from all readers")),
                row("Learned position", model.getLearnedPosition(), "facts that the log had then"));
    }

    private static List<List<Cell>> snapshot(GetStatusResponse status, Visit visit) {
        if (!status.hasSnapshot()) {
            return List.of(row("Snapshot", "none yet", "a start replays the log meanwhile"));
        }
        GetStatusResponse.SnapshotStatus snapshot = status.getSnapshot();
        return List.of(
                List.of(
                        Cell.text("Snapshot"),
                        Cell.time(Moments.of(snapshot.getCreateTime()), visit.now()),
                        Cell.text("the newest; a start goes on from it")),
                row("Snapshot: size", Amounts.bytes(snapshot.getSizeBytes()), ""),
                row("Snapshot: written in", millis(snapshot.getWriteDuration()), ""),
                row("Snapshot: facts waited", millis(snapshot.getPauseDuration()), "pages went on"));
    }

    private static String millis(com.google.protobuf.Duration length) {
        return Amounts.count(Duration.ofSeconds(length.getSeconds(), length.getNanos())
                        .toMillis()) + " ms";
    }

    private static List<List<Cell>> store(GetStatusResponse.StoreStatus store) {
        Cell clock = store.getClockDoubted() ? new Cell.Badge("in doubt", "warn") : new Cell.Badge("trusted", "good");
        return List.of(
                row("Store", store.getKind(), "what is kept where"),
                row("Store: size", size(store.getSizeBytes()), ""),
                row("Store: room left", size(store.getFreeBytes()), "where it lives"),
                List.of(Cell.text("Clock"), clock, Cell.text("removal by age waits while it is in doubt")));
    }

    private static List<List<Cell>> shards(GetStatusResponse.StoreStatus store) {
        return store.getShardsList().stream().map(ServerState::shard).toList();
    }

    private static List<Cell> shard(GetStatusResponse.ShardStatus shard) {
        int copies = shard.getCopyCount();
        Cell state = copies >= COPIES
                ? new Cell.Badge("well", "good")
                : copies > 1 ? new Cell.Badge("lacks a copy", "warn") : new Cell.Badge("takes no writes", "bad");
        return List.of(
                Cell.text(shard.getSlots()), Cell.text(shard.getPrimary()), Cell.text(Amounts.count(copies)), state);
    }

    private static String size(long bytes) {
        return bytes == 0 ? "not known" : Amounts.bytes(bytes);
    }

    private static List<List<Cell>> settings(GetStatusResponse status) {
        return status.getSettingsList().stream()
                .map(setting -> row(setting.getName(), setting.getValue(), setting.getOrigin()))
                .toList();
    }
}
