package dev.registrykit.testkit.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** The rules between modules, for the house whose packages begin with {@code root}. */
record Floors(String root) {
    ArchRule theCoreKnowsNoOtherModule() {
        return noClasses()
                .that()
                .resideInAPackage(packagesOf("core"))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..").and(resideOutsideOfPackage(packagesOf("core"))))
                .because("an import points down the floors, never up");
    }

    ArchRule aFeatureModuleKnowsTheCoreAlone(String module) {
        return noClasses()
                .that()
                .resideInAPackage(packagesOf(module))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..")
                        .and(resideOutsideOfPackage(packagesOf(module)))
                        .and(resideOutsideOfPackage(packagesOf("core"))))
                .because("a registry takes only the modules that it needs");
    }

    ArchRule nobodyReachesIntoTheInternalsOf(String module) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(packagesOf(module))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packagesOf(module) + "internal..")
                .because("what is internal may change at any time");
    }

    ArchRule noPackageDependsOnItselfThroughOthers() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    String packagesOf(String module) {
        return root + "." + module + "..";
    }
}
