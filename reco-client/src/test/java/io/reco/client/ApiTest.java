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

/**
 * The public rooms: the front room, {@code io.reco.client}, what it hands out and takes, by noun, and {@code testing}; and the
 * back room, {@code internal}.
 */
class ApiTest {
    private static final String INTERNAL = "io.reco.client.internal.";
    private static final List<String> FOREIGN = List.of("io.grpc.", "com.google.", "io.reco.api.", INTERNAL);
    /**
     * The front room is where a newcomer looks first: a client, how to make one, how a call fails. It is taken in at one
     * look; a noun of the contract goes into the room of its kind.
     */
    private static final int FRONT_TYPES_MAX = 8;
    /** Whoever enters a room of one kind is after one of its nouns, and looks through so many. */
    private static final int ROOM_TYPES_MAX = 12;

    private static final List<String> ROOMS = List.of("page", "catalog", "feedback", "reader", "operations");

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
    void aPublicRoomHoldsNothingThatAUserDoesNotSeeAndIsSmall() {
        assertThat(room("io.reco.client"))
                .allMatch(type -> Modifier.isPublic(type.reflect().getModifiers()))
                .hasSizeBetween(1, FRONT_TYPES_MAX);
        assertThat(ROOMS)
                .allSatisfy(name -> assertThat(room("io.reco.client." + name))
                        .allMatch(type -> Modifier.isPublic(type.reflect().getModifiers()))
                        .hasSizeBetween(1, ROOM_TYPES_MAX));
    }

    @Test
    void everyPublicRoomIsKnown() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.startsWith(INTERNAL) && name.startsWith("io.reco.client."))
                        .map(name -> name.substring("io.reco.client.".length())))
                .hasSameElementsAs(
                        Stream.concat(ROOMS.stream(), Stream.of("testing")).toList());
    }

    private static List<JavaClass> room(String name) {
        return CLASSES.stream()
                .filter(type -> type.getPackageName().equals(name))
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();
    }

    /** The builder alone opens the door to the back room; what others ask there is whether a value is right. */
    @Test
    void thePublicRoomLeansOnLittleOfTheBackRoom() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOMS.stream().map(name -> "io.reco.client." + name).toArray(String[]::new))
                .or()
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
