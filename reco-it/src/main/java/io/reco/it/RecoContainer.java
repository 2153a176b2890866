package io.reco.it;

import java.net.URI;
import java.util.concurrent.Future;

import org.testcontainers.containers.GenericContainer;

/**
 * The server in a container, for tests of whatever calls it. Started means that it reports SERVING.
 *
 * <pre>{@code
 * try (RecoContainer reco = new RecoContainer("reco-server").withDemo()) {
 *     reco.start();
 *     RecommendClient client = RecommendClient.builder(reco.target()).plaintext().connect();
 *     // …
 * }
 * }</pre>
 */
public final class RecoContainer extends GenericContainer<RecoContainer> {

    /** The gRPC port inside the container. */
    public static final int PORT = 8889;

    /** The HTTP port (metrics, readiness) inside the container. */
    public static final int HTTP_PORT = 8890;

    /** A container of this image, such as {@code reco-server:0.1.0}. */
    public RecoContainer(String image) {
        super(image);
        prepare();
    }

    /** A container of an image that is still being built, such as an {@code ImageFromDockerfile}. */
    public RecoContainer(Future<String> image) {
        super(image);
        prepare();
    }

    private void prepare() {
        withExposedPorts(PORT, HTTP_PORT);
        // Whoever reaches the container may call it, in plaintext: right for a test, and for nothing else.
        withEnv("RECO_INSECURE", "true");
        waitingFor(new ServingWaitStrategy(PORT));
    }

    /** Fills the empty store with a simulated newsroom. */
    public RecoContainer withDemo() {
        return withEnv("RECO_DEMO", "true");
    }

    /** {@code host:port} to call, once started. */
    public String target() {
        return getHost() + ":" + getMappedPort(PORT);
    }

    /** Where the HTTP port answers, once started. */
    public URI http() {
        return URI.create("http://" + getHost() + ":" + getMappedPort(HTTP_PORT));
    }
}
