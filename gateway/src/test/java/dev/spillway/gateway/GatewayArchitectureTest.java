package dev.spillway.gateway;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

@AnalyzeClasses(packages = "dev.spillway.gateway", importOptions = DoNotIncludeTests.class)
class GatewayArchitectureTest {

  /** What waits, and runs once on the thread that starts the gateway. */
  private static final DescribedPredicate<JavaClass> AT_START =
      DescribedPredicate.describe(
          "classes that run on the start-up thread",
          type ->
              type.getFullName().endsWith(".WorkerRegistry")
                  || type.getFullName()
                      .matches(
                          ".*\\.(policy|admin|decision|usage|quota|learning|file)\\.[A-Za-z]+Startup.*"));

  @ArchTest
  static final ArchRule the_gateway_never_knows_the_worker_s_classes =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.spillway.worker..");

  @ArchTest
  static final ArchRule the_event_loop_never_waits =
      noClasses()
          .that(DescribedPredicate.not(AT_START))
          .should()
          .callMethodWhere(
              target(nameMatching("join|get"))
                  .and(
                      target(
                          owner(nameMatching("java.util.concurrent.(CompletableFuture|Future)")))))
          .orShould()
          .callMethodWhere(target(nameMatching("sleep|park.*")))
          .orShould()
          .callMethodWhere(
              target(nameMatching("await.*"))
                  .and(target(owner(nameMatching("io.smallrye.*|java.util.concurrent.*")))))
          .because("a loop that waits for one request holds up all others");

  @ArchTest
  static final ArchRule a_cascade_knows_no_http =
      noClasses()
          .that()
          .resideInAnyPackage("..gateway.cascade..", "..gateway.workers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..gateway.openai..", "..gateway.http..", "..gateway.admin..", "io.vertx.ext.web..");

  /**
   * Bytes that are compared here are digests: {@code MessageDigest.isEqual} takes always as long.
   */
  @ArchTest
  static final ArchRule secrets_are_compared_in_constant_time =
      noClasses().should().callMethod(Arrays.class, "equals", byte[].class, byte[].class);

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("dev.spillway.gateway.(*)..").should().beFreeOfCycles();
}
