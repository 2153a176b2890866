package io.reco.server.tool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The image's health check: ends with 0 while the server of this machine takes calls, as its {@code /readyz} says. A program of
 * its own, without any library, so that a look every few seconds costs little, and the image needs no shell for it. It asks in
 * plain text, and over TLS where that is not answered.
 */
final class Ready {

    private static final int PATIENCE_MS = 1_000;
    private static final int HTTP_PORT = 8890;
    private static final byte[] QUESTION =
            "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_BYTES = "HTTP/1.1 200".length();

    private Ready() {}

    public static void main(String[] args) {
        // Not exit: nothing of this process is worth an orderly end.
        Runtime.getRuntime().halt(serves(port(System.getenv())) ? 0 : 1);
    }

    /** A link to a service named reco-http sets the variable to an address: the server leaves that alone, too. */
    static int port(Map<String, String> environment) {
        String port = environment.getOrDefault("RECO_HTTP_PORT", "");
        return port.isEmpty() || port.contains("://") ? HTTP_PORT : Integer.parseInt(port);
    }

    static boolean serves(int port) {
        String plain = status(port, false);
        return (plain.startsWith("HTTP/") ? plain : status(port, true)).endsWith(" 200");
    }

    /** How the answer begins; empty where there is none. */
    private static String status(int port, boolean secure) {
        try (Socket socket = new Socket()) {
            InetAddress here = InetAddress.getLoopbackAddress();
            socket.connect(new InetSocketAddress(here, port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            try (Socket asked = secure ? secured(socket, port) : socket) {
                asked.getOutputStream().write(QUESTION);
                return new String(asked.getInputStream().readNBytes(STATUS_BYTES), StandardCharsets.US_ASCII);
            }
        } catch (IOException | GeneralSecurityException e) {
            return "";
        }
    }

    private static Socket secured(Socket socket, int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Whoever()}, null);
        return context.getSocketFactory().createSocket(socket, "localhost", port, true);
    }

    /** Takes any certificate: it is this machine's own server that is asked, and nothing secret is said. */
    private static final class Whoever implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
