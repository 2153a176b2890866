package io.reco.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.grpc.ServiceDescriptor;

import io.reco.api.UserRecommendGrpc;

/** All services that the contract has, found among its generated classes: what is added to it is among them by itself. */
final class Contract {

    private Contract() {}

    /** By name. */
    static List<ServiceDescriptor> services() {
        try {
            URI origin = UserRecommendGrpc.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path place = Path.of(origin);
            if (Files.isDirectory(place)) {
                return services(place);
            }
            try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                return services(jar.getPath("/"));
            }
        } catch (IOException | URISyntaxException | ReflectiveOperationException e) {
            throw new IllegalStateException("the contract's classes cannot be listed", e);
        }
    }

    static List<String> serviceNames() {
        return services().stream().map(ServiceDescriptor::getName).toList();
    }

    private static List<ServiceDescriptor> services(Path root) throws IOException, ReflectiveOperationException {
        List<String> names;
        try (Stream<Path> files = Files.walk(root.resolve("io/reco/api"))) {
            names = files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith("Grpc.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
        List<ServiceDescriptor> services = new ArrayList<>();
        for (String name : names) {
            services.add((ServiceDescriptor)
                    Class.forName(name).getMethod("getServiceDescriptor").invoke(null));
        }
        services.sort(Comparator.comparing(ServiceDescriptor::getName));
        return services;
    }
}
