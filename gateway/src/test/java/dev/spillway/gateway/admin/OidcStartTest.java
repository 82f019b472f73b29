package dev.spillway.gateway.admin;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.gateway.admin.Issuer.Manner;
import dev.spillway.testkit.Await;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A gateway whose issuer of tokens is there, and says nothing or nonsense. */
@QuarkusTest
@TestProfile(OidcStartProfile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcStartTest {
  private static final String POLICIES = "/admin/v1/policies";

  Issuer issuer = new Issuer();

  // Quarkus sets it before the first test.
  @SuppressWarnings("NullAway.Init")
  @Inject
  StartWitness witness;

  private JwtClaimsBuilder token(String... roles) {
    return issuer
        .token("admin")
        .audience("gateways")
        .claim("realm_access", Map.of("roles", List.of(roles)));
  }

  private void assertAway() {
    with(issuer.signed(token("owner")))
        .get(POLICIES)
        .then()
        .statusCode(503)
        .body("error.code", equalTo("store_unavailable"))
        .body("error.message", containsString("the issuer of tokens does not answer"));
    assertThat(inHealth()).startsWith("down");
    admin().get(POLICIES).then().statusCode(200);
    RestAssured.get("/v1/models").then().statusCode(200);
    RestAssured.get("/q/health/ready").then().statusCode(200);
  }

  private static String inHealth() {
    return RestAssured.get("/q/health/ready")
        .then()
        .extract()
        .<List<String>>path("checks.findAll { it.name == 'policies' }.data.oidc")
        .getFirst();
  }

  @Test
  @Order(1)
  void a_start_asks_the_issuer_nothing_and_waits_for_nothing() {
    assertThat(witness.asked()).isZero();
    assertAway();
  }

  @Test
  @Order(2)
  void what_answers_and_is_no_issuer_is_an_issuer_that_is_away() {
    for (var manner : Manner.values()) {
      if (manner != Manner.RIGHT) {
        issuer.open(manner);
        assertAway();
      }
    }
  }

  @Test
  @Order(3)
  void it_is_found_when_it_answers_also_if_nobody_comes_with_a_token() {
    issuer.open(Manner.SILENT);
    int before = Issuer.asked();
    Await.until(() -> Issuer.asked() > before, () -> "nobody looks for the issuer");
    issuer.open(Manner.RIGHT);
    Await.until(() -> inHealth().equals("up"), OidcStartTest::inHealth);
  }

  @Test
  @Order(4)
  void roles_are_where_and_what_the_settings_say() {
    issuer.open(Manner.RIGHT);
    var policy = "{\"tiers\": [\"demo-small\"], \"scorer\": \"min-probability\"}";
    var path = POLICIES + "/of-an-owner";
    with(issuer.signed(token("owner"))).body(policy).put(path).then().statusCode(201);
    with(issuer.signed(token("guest"))).body(policy).put(path).then().statusCode(403);
    with(issuer.signed(token("guest"))).get(POLICIES).then().statusCode(200);
    with(issuer.signed(token("guest", "owner"))).body(policy).put(path).then().statusCode(200);
    for (var role : List.of("admin", "viewer", "Owner", "owner ", "guests")) {
      with(issuer.signed(token(role)))
          .get(POLICIES)
          .then()
          .statusCode(403)
          .body("error.code", equalTo("forbidden"))
          .body("error.message", equalTo("your token has neither the role 'owner' nor 'guest'"));
    }
    with(issuer.signed(issuer.token("owner").audience("gateways")))
        .get(POLICIES)
        .then()
        .statusCode(403);
  }

  @Test
  @Order(5)
  void a_token_is_for_the_audience_that_the_settings_say() {
    issuer.open(Manner.RIGHT);
    with(issuer.signed(token("owner").audience("spillway"))).get(POLICIES).then().statusCode(401);
    with(issuer.signed(token("owner").audience(Set.of("spillway", "gateways"))))
        .get(POLICIES)
        .then()
        .statusCode(200);
  }
}
