package io.reco.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import io.reco.server.model.Models;
import io.reco.server.model.View;
import io.reco.server.model.Writer;
import io.reco.server.model.histories.Ties;

/** The models have one door: who may only look has no type by which to change anything. */
class DoorTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(RecoServer.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void onlyWhoFollowsTheLogTouchesThePartsThatCanBeChanged() {
        Set<String> writable = writable();
        assertThat(writable).hasSizeGreaterThan(5);

        noClasses()
                .that()
                .resideOutsideOfPackages("io.reco.server.model..", "io.reco.server.learn.follow..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(classes(writable)))
                .check(CLASSES);
    }

    @Test
    void onlyWhoLearnsMayWrite() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.reco.server.model..", "io.reco.server.learn..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.type(Writer.class))
                .check(CLASSES);
    }

    @Test
    void onlyWhoLearnsTellsSnapshots() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.reco.server.model..", "io.reco.server.learn..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.reco.server.model.snapshot..")
                .check(CLASSES);
    }

    @Test
    void pagesAreMadeWithoutWhatIsKeptForLearning() {
        noClasses()
                .that(resideInAnyPackage("io.reco.server.recommend.."))
                .should()
                .dependOnClassesThat(JavaClass.Predicates.type(Ties.class))
                .check(CLASSES);
    }

    @Test
    void readAndWriteAreTheOnlyWaysInButForSnapshotsAndABeginningAnew() {
        assertThat(Arrays.stream(Models.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
                        .map(Method::getName))
                .containsExactlyInAnyOrder("read", "write", "save", "saveLearned", "restore", "forget");
    }

    /** What a writer is given and a reader is not. */
    private static Set<String> writable() {
        Set<String> writable = returned(Writer.class);
        writable.removeAll(returned(View.class));
        return writable;
    }

    private static Set<String> returned(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !method.isSynthetic() && method.getDeclaringClass() == type)
                .map(method -> method.getReturnType().getName())
                .filter(name -> name.startsWith("io.reco."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Class<?>[] classes(Set<String> names) {
        return names.stream().map(DoorTest::classOf).toArray(Class<?>[]::new);
    }

    private static Class<?> classOf(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
