package io.reco.server.store.valkey.lives;

import java.util.List;
import java.util.Optional;

import io.reco.server.domain.Fact;
import io.reco.server.store.reader.ReaderState;
import io.reco.server.store.stored.StoredLife;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.lives.LifeSteps.Known;

/** The steps of an erasure: all that is the reader's at once, then the names of the reader that others keep. */
final class Erasing {

    private final LifeSteps steps;

    Erasing(LifeSteps steps) {
        this.steps = steps;
    }

    /**
     * What was erased.
     *
     * @param erasedMs the moment of it
     */
    record Gone(ReaderState before, long erasedMs) {}

    /** What would be erased. */
    Gone look(String reader) {
        ReaderState before = steps.limited(steps.known(reader).value().held().state());
        return new Gone(before, steps.nowMs());
    }

    Gone erase(String reader) {
        finish(reader);
        return LifeSteps.untilDone(() -> {
            Known known = steps.known(reader);
            ReaderState before = steps.limited(known.value().held().state());
            StoredLife.Builder life = StoredLife.newBuilder().setBegunMs(steps.nowMs());
            Begun begun =
                    Begun.of(reader, life.setErased(known.links().stored()).build());
            Answer answer = erase(reader, known, begun);
            if (answer.number(0) != 1) {
                return Optional.empty();
            }
            steps.appended(reader, answer);
            unlink(begun);
            return Optional.of(new Gone(before, answer.number(4)));
        });
    }

    /** An erasure of before that may not be done: whoever is to forget the reader is named there alone. */
    private void finish(String reader) {
        steps.begun(steps.layout().ofReader(reader)).stream()
                .filter(begun -> begun.reader().equals(reader) && begun.isErasure())
                .forEach(this::unlink);
    }

    private Answer erase(String reader, Known known, Begun begun) {
        Layout layout = steps.layout();
        int partition = layout.ofReader(reader);
        List<byte[]> log = layout.log(partition);
        Arguments arguments = new Arguments()
                .add(reader)
                .add(steps.clockMs())
                .add(steps.keptSeconds())
                .add(LifeSteps.run(new Fact.ReaderErased(steps.ids().ofReader(reader))))
                .add(known.value().version())
                .add(known.links().version())
                .add(known.links().none() ? new byte[0] : begun.bytes());
        return steps.write(
                "erase",
                List.of(
                        log.get(0),
                        log.get(1),
                        layout.reader(reader),
                        layout.erasure(reader),
                        layout.links(reader),
                        layout.lives(partition)),
                arguments);
    }

    /** Has all who were merged with the reader forget that. */
    void unlink(Begun begun) {
        Links links = new Links(new byte[0], begun.life().getErased());
        links.others().forEach(other -> steps.relink(other, theirs -> theirs.without(begun.reader())));
        if (!links.none()) {
            steps.done(begun);
        }
    }
}
