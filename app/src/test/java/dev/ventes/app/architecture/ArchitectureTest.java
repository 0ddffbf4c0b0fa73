package dev.ventes.app.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom, and what nobody does. */
class ArchitectureTest {
    private static final List<String> MODULES = List.of("core", "connector", "transformer", "api", "infra", "app");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.ventes");

    /** Those of all modules, as far as they have been compiled. */
    private static final JavaClasses TESTS = new ClassFileImporter()
            .importPaths(MODULES.stream()
                    .map(module -> Path.of("..", module, "target", "test-classes"))
                    .filter(Files::isDirectory)
                    .toList());

    @Test
    void allModulesAreLookedAt() {
        assertThat(MODULES).allMatch(module -> MAIN.stream().anyMatch(resideInAPackage(module(module))));
        assertThat(TESTS.contain(ArchitectureTest.class)).isTrue();
    }

    @Test
    void coreKnowsNothingOfOurs() {
        knowsOnly("core");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connector", "transformer", "api"})
    void servicesKnowCoreAlone(String service) {
        knowsOnly(service, "core");
    }

    @Test
    void serversKnowNeitherServicesNorCore() {
        knowsOnly("infra");
    }

    @Test
    void theFoldKnowsNeitherKafkaNorMongo() {
        noClasses()
                .that()
                .resideInAPackage("dev.ventes.transformer.fold..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "org.apache.kafka..",
                                "com.mongodb..",
                                "org.bson..",
                                "reactor..",
                                "org.reactivestreams..")
                        .and(describe("are not Decimal128", type -> !type.isEquivalentTo(Decimal128.class))))
                .because("it is pure: what a change does is decided without a server")
                .check(MAIN);
    }

    /** Not infra yet: its packages mongo, mongo.imitation and process know each other in a circle. */
    @ParameterizedTest
    @ValueSource(strings = {"core", "connector", "transformer", "api", "app"})
    void packagesOfAModuleHaveNoCycles(String module) {
        slices().matching("dev.ventes." + module + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void theEnvironmentIsReadByWhoeverStartsAService() {
        noClasses()
                .that(resideInAnyPackage("dev.ventes..")
                        .and(DescribedPredicate.not(
                                resideInAnyPackage("dev.ventes.core.config..", module("infra"), module("app"))))
                        .and(describe(
                                "are no Main", type -> !type.getSimpleName().endsWith("Main"))))
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(MAIN);
    }

    @Test
    void loggingIsSlf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(MAIN);
    }

    @Test
    void testsWaitForConditionsAndNotForTimeToPass() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "Thread.sleep",
                        call -> call.getTarget().getName().equals("sleep")
                                && call.getTargetOwner().isEquivalentTo(Thread.class)))
                .check(TESTS);
    }

    @Test
    void namesSayWhatAThingIs() {
        var saysNothing =
                Stream.of("Util", "Utils", "Impl", "Manager", "Helper").toList();

        assertThat(Stream.of(MAIN, TESTS).flatMap(JavaClasses::stream).map(JavaClass::getSimpleName))
                .noneMatch(name -> saysNothing.stream().anyMatch(name::endsWith));
    }

    /** Of our modules, only itself and {@code known}. */
    private static void knowsOnly(String module, String... known) {
        var others = MODULES.stream()
                .filter(other -> !other.equals(module) && !Arrays.asList(known).contains(other))
                .map(ArchitectureTest::module)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(module(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(MAIN);
    }

    private static String module(String module) {
        return "dev.ventes." + module + "..";
    }
}
