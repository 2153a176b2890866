package io.reco.it;

import org.testcontainers.images.builder.ImageFromDockerfile;

/** The image of this build: made once a run, of the application folder that Maven just packaged. */
final class ServerImage {

    static final String NAME = "reco-server:it";

    private static final ImageFromDockerfile IMAGE = new ImageFromDockerfile(NAME, false)
            .withFileFromPath("Dockerfile", WorkingTree.root().resolve("reco-server/Dockerfile"))
            .withFileFromPath("reco-server/src/main/docker", WorkingTree.root().resolve("reco-server/src/main/docker"))
            .withFileFromPath("application", WorkingTree.application());

    private ServerImage() {}

    static ImageFromDockerfile get() {
        return IMAGE;
    }
}
