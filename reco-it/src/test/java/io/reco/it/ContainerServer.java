package io.reco.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Volume;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/** A server in a container with a read-only root, its data in a volume of its own. */
final class ContainerServer implements TestServer {

    private static final long MIB = 1 << 20;
    private static final Duration END_MAX = Duration.ofSeconds(30);

    private final DockerClient engine = DockerClientFactory.lazyClient();
    private final Setup setup;
    private final String volume;
    private final int port = FreePorts.take();
    private final int httpPort = FreePorts.take();
    private final @Nullable String holder;
    private final String name = "container-" + port;
    private @Nullable RecoContainer container;

    ContainerServer(Setup setup) {
        this.setup = setup;
        volume = volume(setup);
        holder = setup.diskMib().isPresent() ? hold() : null;
        setup.data().ifPresent(this::fillVolume);
    }

    private String volume(Setup setup) {
        if (setup.isShared()) {
            return SharedStore.volume();
        }
        return setup.diskMib().isPresent()
                ? smallVolume(setup.diskMib().get())
                : engine.createVolumeCmd().exec().getName();
    }

    private String smallVolume(int mib) {
        return engine.createVolumeCmd()
                .withDriverOpts(
                        Map.of("type", "tmpfs", "device", "tmpfs", "o", "uid=10001,gid=10001,size=" + mib + "m"))
                .exec()
                .getName();
    }

    /** A volume in memory lasts as long as some container uses it: one that only sleeps. */
    private String hold() {
        String id = engine.createContainerCmd(ServerImage.get().get())
                .withEntrypoint("sleep", "infinity")
                .withHostConfig(HostConfig.newHostConfig().withBinds(dataBind()))
                .exec()
                .getId();
        engine.startContainerCmd(id).exec();
        return id;
    }

    /** Copies with the owners named in the archive, which Testcontainers' own copying does not. */
    private void fillVolume(Path archive) {
        String image = ServerImage.get().get();
        String id = engine.createContainerCmd(image)
                .withHostConfig(HostConfig.newHostConfig().withBinds(dataBind()))
                .exec()
                .getId();
        try (InputStream content = Files.newInputStream(archive)) {
            engine.copyArchiveToContainerCmd(id)
                    .withRemotePath("/data")
                    .withTarInputStream(content)
                    .exec();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            engine.removeContainerCmd(id).exec();
        }
    }

    @Override
    public void start() {
        if (container != null) {
            container.stop();
        }
        container = new RecoContainer(ServerImage.get())
                .withEnv(setup.settings())
                .withLogConsumer(frame -> ServerLogs.append(name, frame.getUtf8String()))
                .withCreateContainerCmdModifier(
                        command -> shape(Objects.requireNonNull(command.getHostConfig(), "hostConfig")));
        container.start();
    }

    private void shape(HostConfig host) {
        host.withPortBindings(
                        PortBinding.parse(port + ":" + RecoContainer.PORT),
                        PortBinding.parse(httpPort + ":" + RecoContainer.HTTP_PORT))
                .withMemory(MEMORY_MIB * MIB)
                .withMemorySwap(MEMORY_MIB * MIB)
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of("/tmp", "noexec"))
                .withBinds(dataBind());
        if (setup.isShared()) {
            host.withNetworkMode(SharedStore.network());
        }
    }

    private Bind dataBind() {
        return new Bind(volume, new Volume("/data"));
    }

    @Override
    public String target() {
        return container().target();
    }

    @Override
    public URI http() {
        return container().http();
    }

    @Override
    public void terminate() {
        engine.killContainerCmd(container().getContainerId()).withSignal("TERM").exec();
    }

    @Override
    public void kill() {
        engine.killContainerCmd(container().getContainerId()).withSignal("KILL").exec();
        awaitExit(END_MAX);
    }

    @Override
    public int awaitExit(Duration atMost) {
        Awaitility.await().atMost(atMost).until(() -> !Boolean.TRUE.equals(state().getRunning()));
        return Math.toIntExact(Objects.requireNonNull(state().getExitCodeLong(), "exitCode"));
    }

    @Override
    public void pause() {
        // Not the engine's own pause: that gives up on a container whose threads are busy ("unable to freeze").
        engine.killContainerCmd(container().getContainerId()).withSignal("STOP").exec();
    }

    @Override
    public void resume() {
        engine.killContainerCmd(container().getContainerId()).withSignal("CONT").exec();
    }

    @Override
    public long memoryUsed() {
        try {
            String status = container().execInContainer("cat", "/proc/1/status").getStdout();
            return ProcessStatus.residentBytes(status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading the memory in use.", e);
        }
    }

    @Override
    public void close() {
        if (container != null) {
            container.stop();
        }
        if (holder != null) {
            engine.removeContainerCmd(holder).withForce(true).exec();
        }
        if (setup.isShared()) {
            SharedStore.leave();
        } else {
            engine.removeVolumeCmd(volume).exec();
        }
    }

    RecoContainer container() {
        return Objects.requireNonNull(container, "container");
    }

    private ContainerState state() {
        return engine.inspectContainerCmd(container().getContainerId()).exec().getState();
    }
}
