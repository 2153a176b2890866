package io.reco.server.http.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.grpc.Metadata;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.status.Statuses;

/**
 * What a request's headers say of its call.
 *
 * @param metadata all that is not HTTP's, a browser's or Connect's own
 * @param timeout how long its caller waits
 */
record CallHeaders(Metadata metadata, Optional<Duration> timeout) {

    private static final String PROTOCOL_VERSION = "connect-protocol-version";
    private static final String TIMEOUT = "connect-timeout-ms";
    private static final Pattern MILLIS = Pattern.compile("0*[1-9][0-9]{0,9}");
    private static final Pattern NAME = Pattern.compile("[0-9a-z_.-]+");
    private static final Set<String> NOT_METADATA = Set.of(
            "connection",
            "cookie",
            "expect",
            "host",
            "keep-alive",
            "origin",
            "referer",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final List<String> NOT_METADATA_PREFIXES =
            List.of("accept", "access-control-", "connect-", "content-", "grpc-", "sec-");

    /** INVALID_ARGUMENT where one of them is wrong. */
    static CallHeaders read(HttpFields fields) {
        List<Violation> violations = new ArrayList<>();
        String version = fields.get(PROTOCOL_VERSION);
        if (version != null && !version.equals("1")) {
            violations.add(Violation.of(PROTOCOL_VERSION, version, "1"));
        }
        Optional<Duration> timeout = timeout(fields.get(TIMEOUT), violations);
        Metadata metadata = new Metadata();
        for (HttpField field : fields) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (isMetadata(name)) {
                put(metadata, name, field.getValue() == null ? "" : field.getValue(), violations);
            }
        }
        if (!violations.isEmpty()) {
            throw Statuses.invalid("INVALID_HEADERS", violations);
        }
        return new CallHeaders(metadata, timeout);
    }

    private static Optional<Duration> timeout(@Nullable String text, List<Violation> violations) {
        if (text == null) {
            return Optional.empty();
        }
        if (!MILLIS.matcher(text).matches()) {
            violations.add(Violation.of(TIMEOUT, text, "1..9999999999"));
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(Long.parseLong(text)));
    }

    /** gRPC's names are fewer than HTTP's: what could not be sent by gRPC is not heard here. */
    private static boolean isMetadata(String name) {
        return NAME.matcher(name).matches()
                && !NOT_METADATA.contains(name)
                && NOT_METADATA_PREFIXES.stream().noneMatch(name::startsWith);
    }

    private static void put(Metadata metadata, String name, String value, List<Violation> violations) {
        if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
            return;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(value);
            metadata.put(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER), bytes);
        } catch (IllegalArgumentException e) {
            violations.add(Violation.of(name, value, "base64"));
        }
    }
}
