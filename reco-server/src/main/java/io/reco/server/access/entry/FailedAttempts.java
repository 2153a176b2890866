package io.reco.server.access.entry;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * Counts, by where they came from, attempts to get in that failed. A source is an IPv4 address, or a network of 64 bits of IPv6,
 * for that is what one host has to choose from. Bounded: of more sources than are kept, the idlest are forgotten.
 */
final class FailedAttempts {

    static final int AT_ONCE = 100;
    static final int A_SECOND = 10;

    private static final int SOURCES_MAX = 10_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final LoadingCache<String, Bucket> sources = Caffeine.newBuilder()
            .maximumSize(SOURCES_MAX)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build(source -> Bucket.builder()
                    .addLimit(limit -> limit.capacity(AT_ONCE).refillGreedy(A_SECOND, Duration.ofSeconds(1)))
                    .withNanosecondPrecision()
                    .build());

    /** Whether so many failed lately that the next one would be too many. */
    boolean areTooMany(Optional<SocketAddress> from) {
        @Nullable Bucket bucket = sources.getIfPresent(source(from));
        return bucket != null && bucket.getAvailableTokens() == 0;
    }

    void add(Optional<SocketAddress> from) {
        var unused = sources.get(source(from)).tryConsume(1);
    }

    private static String source(Optional<SocketAddress> from) {
        InetAddress address = from.orElse(null) instanceof InetSocketAddress socket ? socket.getAddress() : null;
        if (address == null) {
            return "";
        }
        byte[] bytes = address.getAddress();
        return HexFormat.of()
                .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
    }
}
