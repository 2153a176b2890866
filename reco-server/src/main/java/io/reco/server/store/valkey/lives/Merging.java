package io.reco.server.store.valkey.lives;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.google.protobuf.ByteString;

import io.reco.server.domain.Fact;
import io.reco.server.store.format.ReaderFormat;
import io.reco.server.store.life.Joining;
import io.reco.server.store.life.Lineage;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.stored.StoredLife;
import io.reco.server.store.stored.StoredTaken;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.lives.LifeSteps.Known;
import io.reco.server.store.valkey.readers.EventIds;
import io.reco.server.store.valkey.readers.ReaderValue;

/**
 * The steps of a merge. It is noted beside the first reader, with what moves; that is written where it goes, with a mark that it
 * is there; then it is cleared where it was, with the note. Each is done once however often it is tried, by whichever server.
 */
final class Merging {

    private final LifeSteps steps;

    Merging(LifeSteps steps) {
        this.steps = steps;
    }

    /** Notes a merge beside the reader that it is from, once what was begun with that one is done. */
    Begun begin(String from, String into, long request, long what) {
        return LifeSteps.untilDone(() -> {
            ReaderValue value = steps.known(from).value();
            Begun mine = Begun.of(
                    from,
                    StoredLife.newBuilder()
                            .setBegunMs(steps.nowMs())
                            .setRequest(request)
                            .setWhat(what)
                            .setInto(into)
                            .setRecord(ByteString.copyFrom(value.record()))
                            .build());
            Answer answer = steps.write(
                    "merge_begin",
                    List.of(steps.layout().reader(from), lives(from)),
                    new Arguments().add(from).add(value.version()).add(mine.bytes()));
            if (answer.number(0) == 1) {
                return Optional.of(mine);
            }
            return answer.bytes(2).length == 0 ? Optional.empty() : same(Begun.of(from, answer.bytes(2)), request);
        });
    }

    /** What was begun before, if it is this very request; else it is done first. */
    private Optional<Begun> same(Begun before, long request) {
        if (!before.isErasure() && before.life().getRequest() == request) {
            return Optional.of(before);
        }
        goOn(before);
        return Optional.empty();
    }

    private byte[] lives(String reader) {
        return steps.layout().lives(steps.layout().ofReader(reader));
    }

    /** Does what is left to do of a merge, or of an erasure. */
    void goOn(Begun begun) {
        goOn(begun, new HashSet<>());
    }

    private void goOn(Begun begun, Set<String> under) {
        if (begun.isErasure()) {
            new Erasing(steps).unlink(begun);
            return;
        }
        under.add(begun.reader());
        StoredLife life = begun.life();
        StoredTaken taken = take(begun, under);
        clear(begun, taken);
        done(life.getRequest());
        // Only now: until then the mark is all that shows that the request was served.
        steps.relink(life.getInto(), links -> links.settled(life.getRequest()));
    }

    void done(long request) {
        steps.write("request_done", List.of(steps.layout().request(request)), new Arguments());
    }

    /** Writes what moves where it goes. What is begun with that reader comes first, unless it waits for this one. */
    StoredTaken take(Begun begun, Set<String> under) {
        StoredLife life = begun.life();
        return LifeSteps.untilDone(() -> {
            Known into = steps.known(life.getInto());
            Optional<StoredTaken> known = into.links().taken(life.getRequest());
            if (known.isPresent()) {
                // Whoever wrote it may have got no acknowledgement; until there is one nothing is cleared where it came
                // from.
                return steps.relink(life.getInto(), into.links(), into.links().stored())
                        .flatMap(same -> known);
            }
            boolean first = under.contains(life.getInto());
            Answer answer = take(begun, into, first);
            if (answer.number(0) == 1) {
                steps.appended(life.getInto(), answer);
            } else if (answer.bytes(1).length > 0 && !first) {
                goOn(Begun.of(life.getInto(), answer.bytes(1)), under);
            }
            return Optional.empty(); // reads what became of it
        });
    }

    private Answer take(Begun begun, Known into, boolean first) {
        StoredLife life = begun.life();
        String to = life.getInto();
        byte[] record = life.getRecord().toByteArray();
        Known from = steps.known(begun.reader());
        ReaderFormat.Held moved = ReaderFormat.held(record);
        ReaderFormat.Held held = into.value().held();
        Joining joining = Joining.of(moved.state(), held.state());
        Lineage.Merge merge = merge(begun, from, into, moved.state(), joining);
        ReaderState state = steps.kept(joining.state());
        boolean nothing = into.value().empty() && record.length == 0;
        Arguments arguments = new Arguments()
                .add(to)
                .add(steps.nowMs())
                .add(into.value().version())
                .add(into.links().version())
                .add(nothing ? record : joined(state, held, moved, into.value().record(), record))
                .add(Remaining.pageDay(state))
                .add(ReaderValue.day(steps.nowMs()))
                .add(steps.keptSeconds())
                .add(into.links().with(merge, life.getRequest()).toByteArray())
                .add(LifeSteps.run(new Fact.ReadersMerged(begun.reader(), to)))
                .add(first ? 1 : 0);
        List<byte[]> log = steps.layout().log(steps.layout().ofReader(to));
        return steps.write(
                "merge_take",
                List.of(
                        log.get(0),
                        log.get(1),
                        steps.layout().reader(to),
                        steps.layout().links(to),
                        lives(to)),
                arguments);
    }

    private byte[] joined(
            ReaderState state, ReaderFormat.Held held, ReaderFormat.Held moved, byte[] record, byte[] movedRecord) {
        return Remaining.record(
                state,
                Math.max(held.acceptedMs(), moved.acceptedMs()),
                Remaining.ids(steps.clockMs(), record, movedRecord),
                steps.idsBeforeMs());
    }

    /** Its order is above those of all merges that one of the two had a part in before. */
    private static Lineage.Merge merge(Begun begun, Known from, Known into, ReaderState moved, Joining joining) {
        long begunMs = begun.life().getBegunMs();
        long last = Math.max(
                from.links().stored().getHighestOrder(), into.links().stored().getHighestOrder());
        return new Lineage.Merge(
                begun.reader(),
                Math.max(from.links().stored().getMovedBeforeMs(), from.erasedMs()),
                Joining.beforeMs(moved, begunMs),
                Math.max(begunMs, last + 1),
                from.links().stored().getMovedOrder(),
                joining.restamped());
    }

    private void clear(Begun begun, StoredTaken taken) {
        var unused = LifeSteps.untilDone(() -> {
            Known from = steps.known(begun.reader());
            Answer answer = clear(begun, taken, from);
            if (answer.number(0) == 2 && from.erasedMs() >= begun.life().getBegunMs()) {
                // Erased meanwhile: what moved is the other one's, but whose it was is forgotten.
                steps.relink(begun.life().getInto(), links -> links.without(begun.reader()));
            }
            return answer.number(0) == 0 ? Optional.<Known>empty() : Optional.of(from);
        });
    }

    private Answer clear(Begun begun, StoredTaken taken, Known from) {
        byte[] now = from.value().record();
        ReaderFormat.Held held = ReaderFormat.held(now);
        ReaderState left = Remaining.left(
                ReaderFormat.held(begun.life().getRecord().toByteArray()).state(), held.state());
        byte[] record = from.value().empty()
                ? now
                : Remaining.record(left, held.acceptedMs(), EventIds.of(now, steps.clockMs()), steps.idsBeforeMs());
        Arguments arguments = new Arguments()
                .add(begun.reader())
                .add(begun.bytes())
                .add(from.value().version())
                .add(from.links().version())
                .add(record)
                .add(Remaining.pageDay(left))
                .add(ReaderValue.day(steps.nowMs()))
                .add(steps.keptSeconds())
                .add(from.links().movedTo(begun.life().getInto(), taken).toByteArray());
        return steps.write(
                "merge_clear",
                List.of(
                        steps.layout().reader(begun.reader()),
                        steps.layout().links(begun.reader()),
                        lives(begun.reader())),
                arguments);
    }
}
