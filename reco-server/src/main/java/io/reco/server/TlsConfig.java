package io.reco.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.reco.server.config.Setting;
import io.reco.server.config.SettingReader;
import io.reco.server.tls.ClientCertificates;
import io.reco.server.tls.TlsFiles;

/**
 * TLS of both ports.
 *
 * @param clientCertificates of the gRPC port; the HTTP port, which health checks and browsers come to, never requires any
 */
public record TlsConfig(TlsFiles files, ClientCertificates clientCertificates) {

    private static final Map<TlsFiles.Part, Setting<Optional<Path>>> SETTINGS = Map.of(
            TlsFiles.Part.CERTIFICATE, Settings.TLS_CERT,
            TlsFiles.Part.KEY, Settings.TLS_KEY,
            TlsFiles.Part.CLIENT_AUTHORITIES, Settings.TLS_CLIENT_CA);

    /** Empty where there is no certificate; notes what is wrong with the files. */
    static Optional<TlsConfig> read(SettingReader reader) {
        Optional<Path> certificate = reader.value(Settings.TLS_CERT);
        Optional<Path> key = reader.value(Settings.TLS_KEY);
        Optional<Path> authorities = reader.value(Settings.TLS_CLIENT_CA);
        ClientCertificates asked = reader.value(Settings.TLS_CLIENT_AUTH, authorities.isPresent() ? "required" : "off");
        if (authorities.isEmpty() && asked != ClientCertificates.OFF) {
            reader.refuse(Settings.TLS_CLIENT_CA, "unset", "a file, as clients are asked for certificates");
        }
        if (certificate.isEmpty() && (key.isPresent() || authorities.isPresent())) {
            reader.refuse(Settings.TLS_CERT, "unset", "a file, as there is another one of TLS");
        } else if (certificate.isPresent() && key.isEmpty()) {
            reader.refuse(Settings.TLS_KEY, "unset", "a file, as there is " + Settings.TLS_CERT.flag());
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        TlsFiles files = new TlsFiles(certificate.get(), key.get(), authorities);
        files.check(
                (part, file, expected) -> reader.refuse(Objects.requireNonNull(SETTINGS.get(part)), file, expected));
        return Optional.of(new TlsConfig(files, asked));
    }
}
