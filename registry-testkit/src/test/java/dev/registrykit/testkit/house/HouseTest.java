package dev.registrykit.testkit.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The floors of the house, held by the compiled classes of every published module. */
class HouseTest {
    private static final Floors FLOORS = new Floors("dev.registrykit");
    private static final Pattern IMPORT_OF_INTERNAL =
            Pattern.compile("^import (?:static )?dev\\.registrykit\\.(?:\\w+\\.)*internal\\.", Pattern.MULTILINE);

    private static JavaClasses house;

    @BeforeAll
    static void import_the_published_classes() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(FLOORS.root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "auth", "publish", "attest", "testkit"})
    void every_module_is_looked_at(String module) {
        assertThat(house.that(resideInAPackage(FLOORS.packagesOf(module)))).isNotEmpty();
    }

    @Test
    void the_core_knows_no_other_module() {
        check(FLOORS.theCoreKnowsNoOtherModule());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "publish", "attest"})
    void a_feature_module_knows_the_core_alone(String module) {
        check(FLOORS.aFeatureModuleKnowsTheCoreAlone(module));
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "auth", "publish", "attest", "testkit"})
    void nobody_reaches_into_the_internal_packages_of_another_module(String module) {
        check(FLOORS.nobodyReachesIntoTheInternalsOf(module));
    }

    @Test
    void no_package_depends_on_itself_through_others() {
        check(FLOORS.noPackageDependsOnItselfThroughOthers());
    }

    @Test
    void a_house_with_broken_floors_is_seen() {
        var broken = new Floors("dev.registrykit.testkit.house.broken");
        var classes = new ClassFileImporter().importPackages(broken.root());
        for (ArchRule rule : List.of(
                broken.theCoreKnowsNoOtherModule(),
                broken.aFeatureModuleKnowsTheCoreAlone("auth"),
                broken.nobodyReachesIntoTheInternalsOf("publish"),
                broken.noPackageDependsOnItselfThroughOthers())) {
            assertThatThrownBy(() -> rule.check(classes))
                    .as(rule.getDescription())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("LooksSideways");
        }
    }

    @Test
    void no_web_framework_is_needed() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.servlet..",
                        "javax.servlet..",
                        "org.springframework..",
                        "io.javalin..",
                        "org.eclipse.jetty..")
                .because("values go in and values come out; the host owns HTTP"));
    }

    @Test
    void only_the_trust_root_by_tuf_needs_sigstore_java() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.registrykit.attest.trustroot.tuf")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sigstore..")
                .because("the host adds sigstore-java, or does without it"));
    }

    @Test
    void nothing_is_looked_up_or_changed_behind_the_hosts_back() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .because("a fat jar or OSGi loses service files"));
        check(noClasses()
                .should()
                .callMethod(Security.class, "addProvider", Provider.class)
                .orShould()
                .callMethod(Security.class, "insertProviderAt", Provider.class, int.class)
                .because("the order of the JCA providers is the host's"));
    }

    @Test
    void optional_is_a_return_type_only() {
        check(fields().should().notHaveRawType(Optional.class));
        check(noCodeUnits()
                .that()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .haveRawParameterTypes(DescribedPredicate.<List<JavaClass>>describe(
                        "with an Optional",
                        types -> types.stream().anyMatch(type -> type.isEquivalentTo(Optional.class)))));
    }

    @Test
    void null_is_checked_in_every_package() {
        var unmarked = new TreeSet<String>();
        for (JavaClass type : house) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked)
                .as("packages without @NullMarked in their package-info")
                .isEmpty();
    }

    @Test
    void the_core_stays_below_sixty_public_types() {
        var publicTypes = house.that(resideInAPackage(FLOORS.packagesOf("core"))).stream()
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertThat(publicTypes).isNotEmpty().hasSizeLessThan(60);
    }

    @Test
    void the_examples_use_the_public_api_alone() throws IOException {
        var examples = Path.of(System.getProperty("registrykit.root"), "examples");
        try (Stream<Path> files = Files.walk(examples)) {
            var sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources)
                    .isNotEmpty()
                    .allSatisfy(source -> assertThat(Files.readString(source))
                            .as("imports of %s", examples.relativize(source))
                            .doesNotContainPattern(IMPORT_OF_INTERNAL));
        }
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(house);
    }
}
