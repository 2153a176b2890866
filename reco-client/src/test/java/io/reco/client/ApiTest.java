package io.reco.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class ApiTest {
    private static final List<String> FOREIGN = List.of("io.grpc.", "com.google.", "io.reco.api.");

    @Test
    void noForeignTypeIsInThePublicApi() throws Exception {
        List<String> signatures =
                publicClasses().stream().flatMap(ApiTest::signatures).toList();

        assertThat(signatures).hasSizeGreaterThan(150);
        assertThat(signatures.stream().filter(signature -> FOREIGN.stream().anyMatch(signature::contains)))
                .singleElement()
                .asString()
                .contains("RecommendClientBuilder.customizeChannel(");
    }

    private static List<Class<?>> publicClasses() throws Exception {
        Path root = Path.of(RecommendClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                Class<?> type = Class.forName(name);
                if (Modifier.isPublic(type.getModifiers())) {
                    classes.add(type);
                }
            }
        }
        return classes;
    }

    /** Everything of a class that others can name, generic types included. */
    private static Stream<String> signatures(Class<?> type) {
        List<String> signatures = new ArrayList<>();
        signatures.add(type.toGenericString() + " extends " + type.getGenericSuperclass() + " implements "
                + Arrays.toString(type.getGenericInterfaces()));
        for (Method method : type.getDeclaredMethods()) {
            if (visible(method.getModifiers())) {
                signatures.add(method.toGenericString());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (visible(constructor.getModifiers())) {
                signatures.add(constructor.toGenericString());
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (visible(field.getModifiers())) {
                signatures.add(field.toGenericString());
            }
        }
        return signatures.stream();
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
