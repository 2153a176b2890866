package io.reco.client;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The public room, {@code io.reco.client} with {@code testing}, and the back room, {@code internal}. */
class ApiTest {
    private static final String INTERNAL = "io.reco.client.internal.";
    private static final List<String> FOREIGN = List.of("io.grpc.", "com.google.", "io.reco.api.", INTERNAL);
    /** So many types can a newcomer take in; the number is not raised lightly. */
    private static final int PUBLIC_TYPES_MAX = 25;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(
                    RecommendClient.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void noForeignAndNoInternalTypeIsInThePublicApi() {
        List<String> signatures = publicClasses().flatMap(ApiTest::signatures).toList();

        assertThat(signatures).hasSizeGreaterThan(150);
        assertThat(signatures.stream().filter(signature -> FOREIGN.stream().anyMatch(signature::contains)))
                .singleElement()
                .asString()
                .contains("RecommendClientBuilder.customizeChannel(");
    }

    @Test
    void thePublicRoomHoldsNothingThatAUserDoesNotSeeAndIsSmall() {
        List<JavaClass> room = CLASSES.stream()
                .filter(type -> type.getPackageName().equals("io.reco.client"))
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();

        assertThat(room)
                .allMatch(type -> Modifier.isPublic(type.reflect().getModifiers()))
                .hasSizeBetween(1, PUBLIC_TYPES_MAX);
    }

    /** The builder alone opens the door to the back room; what others ask there is whether a value is right. */
    @Test
    void thePublicRoomLeansOnLittleOfTheBackRoom() {
        noClasses()
                .that()
                .resideInAPackage("io.reco.client")
                .and()
                .doNotHaveSimpleName("RecommendClientBuilder")
                .should()
                .dependOnClassesThat(resideInAPackage(INTERNAL + ".")
                        .and(not(resideInAnyPackage(INTERNAL + "argument", INTERNAL + "wire"))))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.reco.client.testing")
                .should()
                .dependOnClassesThat(resideInAPackage(INTERNAL + "."))
                .check(CLASSES);
    }

    @Test
    void noPackageOfTheBackRoomUsesItselfByWayOfOthers() {
        slices().matching(INTERNAL + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    private static Stream<Class<?>> publicClasses() {
        return CLASSES.stream()
                .filter(type -> !type.getPackageName().startsWith(INTERNAL))
                .<Class<?>>map(JavaClass::reflect)
                .filter(type -> Modifier.isPublic(type.getModifiers()));
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
