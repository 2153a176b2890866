package io.reco.server.grpc.guard;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.rpc.Code;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

import io.reco.server.grpc.status.Statuses;

/**
 * Refuses calls with too much metadata. The transport's own soft limit refuses by chance, and with a status that names
 * neither the fault nor the limit.
 */
public final class MetadataLimit implements ServerInterceptor {

    // What HTTP/2 counts for each entry beside its name and value (RFC 9113 section 6.5.2).
    private static final int ENTRY_BYTES = 32;

    /** What nearly every call has: to make a key, its name is looked through letter by letter. */
    private static final Map<String, Metadata.Key<String>> USUAL = Stream.of(
                    "content-type",
                    "user-agent",
                    "te",
                    "grpc-encoding",
                    "grpc-accept-encoding",
                    "grpc-timeout",
                    "authorization")
            .collect(Collectors.toUnmodifiableMap(name -> name, MetadataLimit::key));

    private final int bytesMax;

    public MetadataLimit(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        long bytes = bytes(headers);
        if (bytes <= bytesMax) {
            return next.startCall(call, headers);
        }
        Statuses.close(
                call,
                Statuses.exception(
                        Code.RESOURCE_EXHAUSTED,
                        "metadata: " + bytes + " bytes (expected: at most " + bytesMax + ")",
                        "METADATA_TOO_LARGE",
                        Map.of("bytes", Long.toString(bytes), "bytesMax", Integer.toString(bytesMax))));
        return new ServerCall.Listener<>() {};
    }

    private static long bytes(Metadata headers) {
        long bytes = 0;
        for (String name : headers.keys()) {
            bytes += name.endsWith(Metadata.BINARY_HEADER_SUFFIX) ? binary(headers, name) : text(headers, name);
        }
        return bytes;
    }

    private static long text(Metadata headers, String name) {
        long bytes = 0;
        Metadata.@Nullable Key<String> usual = USUAL.get(name);
        @Nullable Iterable<String> values = headers.getAll(usual == null ? key(name) : usual);
        if (values != null) {
            for (String value : values) {
                bytes += name.length() + value.length() + ENTRY_BYTES;
            }
        }
        return bytes;
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static long binary(Metadata headers, String name) {
        long bytes = 0;
        @Nullable Iterable<byte[]> values = headers.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
        if (values != null) {
            for (byte[] value : values) {
                // It travels in base64.
                bytes += name.length() + (value.length + 2L) / 3 * 4 + ENTRY_BYTES;
            }
        }
        return bytes;
    }
}
