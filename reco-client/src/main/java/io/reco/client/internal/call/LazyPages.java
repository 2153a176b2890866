package io.reco.client.internal.call;

import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

/** A stream of pages. Each is fetched when the stream gets to it; the one before says which it is. */
final class LazyPages<T> extends Spliterators.AbstractSpliterator<T> {
    private final Supplier<Optional<T>> first;
    private final Function<T, Optional<T>> next;
    private @Nullable T last;
    private boolean ended;

    private LazyPages(Supplier<Optional<T>> first, Function<T, Optional<T>> next) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.first = first;
        this.next = next;
    }

    static <T> Stream<T> of(Supplier<Optional<T>> first, Function<T, Optional<T>> next) {
        return StreamSupport.stream(new LazyPages<>(first, next), false);
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        if (ended) {
            return false;
        }
        T before = last;
        Optional<T> found = before == null ? first.get() : next.apply(before);
        if (found.isEmpty()) {
            ended = true;
            return false;
        }
        last = found.get();
        action.accept(found.get());
        return true;
    }
}
