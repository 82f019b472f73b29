package dev.spillway.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.spillway",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class StandaloneArchitectureTest {

  @ArchTest
  static final ArchRule nobody_knows_standalone =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.spillway.standalone..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.spillway.standalone..");

  @ArchTest
  static final ArchRule the_gateway_knows_no_model_worker_class =
      noClasses()
          .that()
          .resideInAPackage("dev.spillway.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.spillway.worker..");

  @ArchTest
  static final ArchRule the_model_worker_knows_no_gateway_class =
      noClasses()
          .that()
          .resideInAPackage("dev.spillway.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.spillway.gateway..", "dev.spillway.router..");

  @ArchTest
  static final ArchRule only_the_entrance_knows_quarkus =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.spillway.standalone.chat..",
              "dev.spillway.standalone.console..",
              "dev.spillway.standalone.home..",
              "dev.spillway.standalone.stores..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..", "jakarta..", "dev.spillway.gateway..", "dev.spillway.worker..");

  @ArchTest
  static final ArchRule the_twin_knows_no_framework_and_no_gateway =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.spillway.standalone.cost..",
              "dev.spillway.standalone.profile..",
              "dev.spillway.standalone.replay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "jakarta..", "dev.spillway.gateway..");

  @ArchTest
  static final ArchRule the_twin_is_told_the_time =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.spillway.standalone.replay.twin..", "dev.spillway.standalone.replay.report..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.time..");
}
