package dev.spillway.cache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.spillway.cache", importOptions = DoNotIncludeTests.class)
class CacheArchitectureTest {

  @ArchTest
  static final ArchRule caches_know_neither_models_nor_kernels_nor_http =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.spillway.worker..",
              "dev.spillway.gateway..",
              "dev.spillway.router..",
              "io.vertx.core.http..",
              "jakarta.ws..")
          .because("worker and gateway share them");
}
