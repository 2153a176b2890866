package io.reco.it;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** What the suite runs against. */
enum Target {
    /** The image of this build, in a container engine. */
    CONTAINER,
    /** The application folder of this build, as a process of this machine. */
    PROCESS;

    private static final Logger log = LoggerFactory.getLogger(Target.class);
    private static final Target CHOSEN = choose(System.getProperty("reco.it.target", ""));

    /** The one target of this run: the one that {@code -Dreco.it.target} names, else a container where an engine answers. */
    static Target chosen() {
        return CHOSEN;
    }

    private static Target choose(String asked) {
        switch (asked) {
            case "container" -> {
                if (!DockerClientFactory.instance().isDockerAvailable()) {
                    throw new IllegalStateException("reco.it.target: container (expected: a container engine answers)");
                }
                log.warn("TARGET: container, as asked for");
                return CONTAINER;
            }
            case "process" -> {
                log.warn("TARGET: process, as asked for; the image stays untested");
                return PROCESS;
            }
            case "" -> {
                if (DockerClientFactory.instance().isDockerAvailable()) {
                    log.warn("TARGET: container");
                    return CONTAINER;
                }
                log.warn("TARGET: process, because no container engine answers; the image stays untested");
                return PROCESS;
            }
            default ->
                throw new IllegalArgumentException("reco.it.target: " + asked + " (expected: container or process)");
        }
    }

    /** As in test names. */
    @Override
    public String toString() {
        return this == CONTAINER ? "container" : "process";
    }
}
