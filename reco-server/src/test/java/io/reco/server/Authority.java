package io.reco.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority of a test's own, and what it vouches for, as PEM files. The JDK's keytool makes them. */
public final class Authority {

    private static final char[] PASSWORD = "test-only".toCharArray();
    private static final String NAME = "authority";

    private final Path folder;
    private final Path store;
    private final Path certificate;

    /**
     * What a server or client shows.
     *
     * @param chain its certificate, then the authority's
     * @param key its private key, which nobody else can read
     */
    public record Identity(Path chain, Path key) {

        /** Puts these in the place of others, as who renews certificates does: each file at once, the key last. */
        public void replace(Identity others) throws IOException {
            replace(others.chain, chain);
            replace(others.key, key);
        }

        private static void replace(Path from, Path to) throws IOException {
            Path beside = to.resolveSibling(to.getFileName() + ".new");
            Files.copy(from, beside, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Authority(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        this.store = folder.resolve("authority.p12");
        keytool(NAME, "CN=" + folder.getFileName(), "-ext", "bc:c=ca:true", "-validity", "3650");
        this.certificate = write("authority.pem", List.of(pem("CERTIFICATE", keys().getCertificate(NAME))));
    }

    /** With its files in this folder, by whose name it is known. */
    public static Authority in(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        return new Authority(folder);
    }

    /** Its certificate. */
    public Path certificate() {
        return certificate;
    }

    /** Of a server that is reached as localhost and 127.0.0.1. */
    public Identity server(String name) throws IOException, GeneralSecurityException, InterruptedException {
        return issue(name, "-ext", "san=dns:localhost,ip:127.0.0.1");
    }

    /** Whatever keytool's options say. */
    public Identity issue(String name, String... options)
            throws IOException, GeneralSecurityException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-signer", NAME));
        all.addAll(List.of(options));
        keytool(name, "CN=" + name, all.toArray(String[]::new));
        KeyStore keys = keys();
        List<String> chain = new ArrayList<>();
        for (Certificate one : keys.getCertificateChain(name)) {
            chain.add(pem("CERTIFICATE", one));
        }
        byte[] secret = keys.getKey(name, PASSWORD).getEncoded();
        Path key = write(name + ".key", List.of(pem("PRIVATE KEY", secret)));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return new Identity(write(name + ".pem", chain), key);
    }

    private void keytool(String alias, String owner, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                owner,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                String.valueOf(PASSWORD)));
        command.addAll(List.of(options));
        Path said = Files.createTempFile(folder, "keytool", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static String pem(String type, Certificate certificate) throws GeneralSecurityException {
        return pem(type, certificate.getEncoded());
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }

    private Path write(String file, List<String> texts) throws IOException {
        return Files.writeString(folder.resolve(file), String.join("", texts));
    }
}
