package dev.spillway.gateway.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.spillway.gateway", importOptions = DoNotIncludeTests.class)
class PolicyArchitectureTest {

  @ArchTest
  static final ArchRule policies_do_not_know_who_changes_or_uses_them =
      noClasses()
          .that()
          .resideInAPackage("dev.spillway.gateway.policy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.spillway.gateway.admin..",
              "dev.spillway.gateway.openai..",
              "dev.spillway.gateway.cascade..",
              "jakarta.ws.rs..")
          .because("requests and administrators reach policies, never the other way");
}
