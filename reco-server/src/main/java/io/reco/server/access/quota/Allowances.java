package io.reco.server.access.quota;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

import io.reco.server.access.Caller;

/**
 * What callers have left of their quotas: a token bucket for each that called lately. A bucket holds a second's worth, one of
 * items at least {@value #CALL_ITEMS}, so that a whole call fits however small the quota. Safe for use by many threads.
 */
public final class Allowances {

    /** The items of the largest call; of one with more, which is refused anyway, no more count. */
    private static final int CALL_ITEMS = 1_000;

    /** Callers that are remembered: beyond, who did not call for the longest time begins anew. */
    private static final int CALLERS_MAX = 100_000;

    /** Longer than the smallest quota takes to fill its bucket. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(2L * CALL_ITEMS);

    // Of an IPv6 address: what one customer of a network has.
    private static final int PREFIX_BYTES = 8;

    private final Quotas quotas;
    private final TimeMeter time;
    private final Map<Quota, LongAdder> refused;
    private final Cache<Key, Bucket> buckets;

    private record Key(Quota quota, String caller) {}

    /**
     * A call or its items came too soon.
     *
     * @param quota which is exhausted
     * @param perSecond how much it is
     * @param pause until when there is enough of it
     */
    public record Excess(Quota quota, long perSecond, Duration pause) {}

    /** @param nanos a monotonic clock */
    public Allowances(Quotas quotas, LongSupplier nanos) {
        this.quotas = quotas;
        this.time = new Monotonic(nanos);
        this.refused = quotas.perSecond().keySet().stream()
                .collect(Collectors.toUnmodifiableMap(quota -> quota, quota -> new LongAdder()));
        this.buckets = Caffeine.newBuilder()
                .maximumSize(CALLERS_MAX)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .scheduler(Scheduler.disabledScheduler())
                .build();
    }

    /** Takes so much of what a caller has left; or takes nothing, and says what is exhausted. */
    public Optional<Excess> take(Caller caller, Optional<SocketAddress> address, Quota.Kind kind, int count) {
        Optional<Quota> quota = count == 0 ? Optional.empty() : quotas.of(caller, kind);
        if (quota.isEmpty()) {
            return Optional.empty();
        }
        long perSecond = limit(quota.get());
        Key key = new Key(quota.get(), caller.equals(Caller.ANYBODY) ? place(address) : caller.name());
        ConsumptionProbe probe = buckets.get(key, absent -> bucket(kind, perSecond))
                .tryConsumeAndReturnRemaining(Math.min(count, CALL_ITEMS));
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        Optional.ofNullable(refused.get(quota.get())).ifPresent(LongAdder::increment);
        return Optional.of(new Excess(quota.get(), perSecond, pause(probe.getNanosToWaitForRefill())));
    }

    /** In whole milliseconds, as pauses are told, and not below what is needed. */
    private static Duration pause(long nanos) {
        return Duration.ofMillis(Duration.ofNanos(nanos).plusNanos(999_999).toMillis());
    }

    private long limit(Quota quota) {
        return quotas.perSecond().getOrDefault(quota, Long.MAX_VALUE);
    }

    private Bucket bucket(Quota.Kind kind, long perSecond) {
        long capacity = kind == Quota.Kind.ITEMS ? Math.max(perSecond, CALL_ITEMS) : perSecond;
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    /** What quotas there are, each with its limit a second. */
    public Map<Quota, Long> limits() {
        return quotas.perSecond();
    }

    /** How often a quota refused. */
    public long refusedCount(Quota quota) {
        return Optional.ofNullable(refused.get(quota)).map(LongAdder::sum).orElse(0L);
    }

    private static String place(Optional<SocketAddress> address) {
        if (address.isEmpty() || !(address.get() instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            return "";
        }
        InetAddress host = internet.getAddress();
        byte[] bytes = host.getAddress();
        return Arrays.toString(Arrays.copyOf(bytes, bytes.length > PREFIX_BYTES ? PREFIX_BYTES : bytes.length));
    }

    private record Monotonic(LongSupplier nanos) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
