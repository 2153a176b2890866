package io.reco.server.store.valkey.readers.append;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.reco.server.domain.refusal.Refusal;
import io.reco.server.store.log.FactLog.Outcome;
import io.reco.server.store.valkey.layout.Answer;
import io.reco.server.store.valkey.layout.Arguments;
import io.reco.server.store.valkey.layout.Functions;
import io.reco.server.store.valkey.layout.Layout;
import io.reco.server.store.valkey.readers.ReaderValue;
import io.reco.server.store.valkey.readers.append.Verdicts.Verdict;
import io.reco.server.store.valkey.shard.Shards;
import io.reco.server.store.valkey.shard.Step;
import io.reco.server.store.valkey.tail.Written;

/**
 * Appends readers' events and statements to their partition's log and to their records, in one step a partition. Where something
 * has to be decided by what is kept of a reader, that is looked at first, and decided again when it has changed meanwhile.
 */
public final class ReaderAppends {

    /** How often other writers may be first. */
    private static final int ATTEMPTS_MAX = 200;

    /** Instead of a version, where none is expected. */
    private static final String ANY = "?";

    private final Shards shards;
    private final Layout layout;
    private final String keptSeconds;
    private final Consumer<String> grown;

    /**
     * In these shards.
     *
     * @param keptSeconds how long a reader is kept after the last write
     * @param grown takes readers whose records have become long
     */
    public ReaderAppends(Shards shards, Layout layout, long keptSeconds, Consumer<String> grown) {
        this.shards = shards;
        this.layout = layout;
        this.keptSeconds = Long.toString(keptSeconds);
        this.grown = grown;
    }

    /**
     * Moments of one call.
     *
     * @param nowMs of its acceptance, milliseconds since 1970 UTC
     * @param forgottenMs ids that were sent up to then are forgotten
     */
    public record Moments(long nowMs, long forgottenMs) {}

    /** Appends what a call has of one partition's readers, and puts what became of each item where it stood in the call. */
    public CompletableFuture<Written> append(
            int partition, List<ReaderCall> readers, Moments moments, Outcome[] outcomes) {
        return new Call(partition, readers, moments, outcomes).begin();
    }

    /** Says what would become of events, without any change. */
    public CompletableFuture<Void> tryOut(List<ReaderCall> readers, Moments moments, Outcome[] outcomes) {
        List<byte[]> keys = new ArrayList<>();
        readers.forEach(call -> {
            keys.add(layout.reader(call.reader()));
            keys.add(layout.erasure(call.reader()));
        });
        return shards.look(Functions.step("read", keys, new Arguments())).thenAccept(parts -> {
            Answer answer = new Answer(parts);
            for (int i = 0; i < readers.size(); i++) {
                tryOut(readers.get(i), new ReaderValue(answer.bytes(2 * i)), answer.text(2 * i + 1), moments, outcomes);
            }
        });
    }

    private void tryOut(ReaderCall call, ReaderValue known, String erasedMs, Moments moments, Outcome[] outcomes) {
        List<Verdict> verdicts = Verdicts.of(call, known, layout.ids(), moments.nowMs, moments.forgottenMs);
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            boolean erased = !erasedMs.isEmpty() && verdict.momentMs() < Long.parseLong(erasedMs);
            outcomes[call.items().get(i).place()] =
                    erased ? Outcome.READER_ERASED : Verdicts.outcome((byte) verdict.code());
        }
    }

    /** One step, as often as it takes. */
    private final class Call {

        private final int partition;
        private final List<ReaderCall> readers;
        private final Moments moments;
        private final Outcome[] outcomes;

        /** What is known of each reader that something is decided of. */
        private final ReaderValue[] known;

        Call(int partition, List<ReaderCall> readers, Moments moments, Outcome[] outcomes) {
            this.partition = partition;
            this.readers = readers;
            this.moments = moments;
            this.outcomes = outcomes;
            this.known = new ReaderValue[readers.size()];
        }

        CompletableFuture<Written> begin() {
            List<Integer> asked = new ArrayList<>();
            List<byte[]> keys = new ArrayList<>();
            for (int i = 0; i < readers.size(); i++) {
                if (!readers.get(i).needsNoLook(moments.forgottenMs)) {
                    asked.add(i);
                    keys.add(layout.reader(readers.get(i).reader()));
                }
            }
            if (asked.isEmpty()) {
                return attempt(1);
            }
            return shards.look(Functions.step("read", keys, new Arguments())).thenCompose(parts -> {
                Answer answer = new Answer(parts);
                for (int i = 0; i < asked.size(); i++) {
                    known[asked.get(i)] = new ReaderValue(answer.bytes(i));
                }
                return attempt(1);
            });
        }

        private CompletableFuture<Written> attempt(int attempt) {
            return shards.write(step()).thenCompose(parts -> {
                Answer answer = new Answer(parts);
                if (answer.number(0) == 1) {
                    return CompletableFuture.completedFuture(done(answer));
                }
                if (attempt == ATTEMPTS_MAX) {
                    return CompletableFuture.failedFuture(
                            Refusal.unavailable("reader: written by others all the time (expected: a pause)", null));
                }
                for (int i = 1; i < answer.size(); i += 2) {
                    known[(int) answer.number(i)] = new ReaderValue(answer.bytes(i + 1));
                }
                return attempt(attempt + 1);
            });
        }

        private Step step() {
            List<byte[]> keys = new ArrayList<>(layout.log(partition));
            Arguments arguments = new Arguments()
                    .add(moments.nowMs)
                    .add(moments.forgottenMs)
                    .add(ReaderValue.day(moments.nowMs))
                    .add(keptSeconds);
            for (int i = 0; i < readers.size(); i++) {
                ReaderCall call = readers.get(i);
                keys.add(layout.reader(call.reader()));
                keys.add(layout.erasure(call.reader()));
                verdicts(call, known[i], arguments).forEach(verdict -> verdict.into(arguments));
            }
            return Functions.step("append", keys, arguments);
        }

        private List<Verdict> verdicts(ReaderCall call, @Nullable ReaderValue value, Arguments arguments) {
            if (value == null) {
                arguments.add(ANY).add(call.items().size());
                return Verdicts.open(call, layout.ids());
            }
            arguments.add(value.version()).add(call.items().size());
            return Verdicts.of(call, value, layout.ids(), moments.nowMs, moments.forgottenMs);
        }

        private Written done(Answer answer) {
            for (int i = 0; i < readers.size(); i++) {
                byte[] codes = answer.bytes(4 + i);
                List<ReaderCall.Item> items = readers.get(i).items();
                for (int item = 0; item < items.size(); item++) {
                    outcomes[items.get(item).place()] = Verdicts.outcome(codes[item]);
                }
                if (codes.length > items.size()) {
                    grown.accept(readers.get(i).reader());
                }
            }
            return Written.of(partition, answer);
        }
    }
}
