package dev.spillway.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

@AnalyzeClasses(packages = "dev.spillway", importOptions = DoNotIncludeTests.class)
class WorkerArchitectureTest {

  /** From top to bottom. */
  private static final List<String> LAYERS =
      List.of(
          "server",
          "embed",
          "engine",
          "schedule",
          "kv",
          "sample",
          "grammar",
          "model",
          "kernel",
          "text",
          "format");

  @ArchTest
  static void arrows_between_packages_point_downwards(JavaClasses classes) {
    for (int layer = 1; layer < LAYERS.size(); layer++) {
      noClasses()
          .that()
          .resideInAPackage(packageOf(LAYERS.get(layer)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              LAYERS.subList(0, layer).stream()
                  .map(WorkerArchitectureTest::packageOf)
                  .toArray(String[]::new))
          .check(classes);
    }
  }

  @ArchTest
  static final ArchRule only_the_server_knows_a_framework =
      noClasses()
          .that()
          .resideInAPackage("dev.spillway.worker..")
          .and()
          .resideOutsideOfPackage("dev.spillway.worker.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..", "io.vertx..", "io.smallrye..", "io.micrometer..", "jakarta..");

  @ArchTest
  static final ArchRule only_the_embedder_knows_its_native_libraries =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.spillway.worker.embed..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..", "ai.djl..", "dev.langchain4j..");

  @ArchTest
  static final ArchRule the_scheduler_can_be_replayed =
      noClasses()
          .that()
          .resideInAPackage("dev.spillway.worker.schedule..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.time..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_worker_knows_no_gateway_no_tenants_and_no_money =
      noClasses()
          .that()
          .resideInAPackage("dev.spillway.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.spillway.gateway..", "dev.spillway.router..", "dev.spillway.standalone..");

  private static String packageOf(String layer) {
    return "dev.spillway.worker." + layer + "..";
  }
}
