package dev.spillway.gateway.admin;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.spillway.gateway.tenancy.AdminApi;
import dev.spillway.testkit.Await;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Administrators with tokens, from the start of a gateway whose issuer comes later. */
@QuarkusTest
@TestProfile(OidcProfile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcTest {
  private static final String POLICIES = "/admin/v1/policies";

  Issuer issuer = new Issuer();

  @Test
  @Order(1)
  void while_the_issuer_is_away_the_key_opens_and_health_says_so() {
    admin().get(POLICIES).then().statusCode(200);
    with(issuer.signed(issuer.token("admin")))
        .get(POLICIES)
        .then()
        .statusCode(503)
        .body("error.code", equalTo("store_unavailable"))
        .body("error.message", containsString("admin key"));
    assertThat(issuerInHealth()).startsWith("down");

    issuer.open();
    Await.until(() -> with(issuer.signed(issuer.token("admin"))).get(POLICIES).statusCode() == 200);
    assertThat(issuerInHealth()).isEqualTo("up");
  }

  @Test
  @Order(2)
  void an_administrator_with_a_token_may_change_everything_under_their_name() {
    issuer.open();
    var made =
        with(issuer.signed(issuer.token("admin")))
            .body("{\"name\": \"o\"}")
            .post("/admin/v1/organisations")
            .then()
            .statusCode(201)
            .extract();
    admin()
        .get("/admin/v1/audit?request_id=" + made.header(AdminFilters.REQUEST_ID))
        .then()
        .body("data[0].actor", equalTo("oidc:subject-1"))
        .body("data[0].actor_name", equalTo("alice"))
        .body("data[0].outcome", equalTo("changed"));
    with(issuer.signed(issuer.token("admin")))
        .body(
            """
            {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability",
             "thresholds": [0.7]}""")
        .put(POLICIES + "/of-alice")
        .then()
        .body("created_by", equalTo("alice"));
  }

  @Test
  @Order(3)
  void a_viewer_reads_everything_and_changes_nothing() {
    issuer.open();
    var token = issuer.signed(issuer.token("viewer"));
    with(token).get(POLICIES).then().statusCode(200);
    with(token).get("/admin/v1/decisions/export").then().statusCode(200);
    with(token).get("/admin/v1/audit/export?limit=1").then().statusCode(400);
    var refused =
        with(token)
            .body("not even json: the role comes first")
            .put(POLICIES + "/of-a-viewer")
            .then()
            .statusCode(403)
            .body("error.code", equalTo("forbidden"))
            .extract();
    admin()
        .get("/admin/v1/audit?request_id=" + refused.header(AdminFilters.REQUEST_ID))
        .then()
        .body("data[0].actor_name", equalTo("alice"))
        .body("data[0].outcome", equalTo("refused"))
        .body("data[0].status", equalTo(403));
    admin().get(POLICIES).then().body("data.name", not(hasItem("of-a-viewer")));
  }

  @Test
  @Order(4)
  void a_token_without_a_role_opens_nothing() {
    issuer.open();
    with(issuer.signed(issuer.token("somebody")))
        .get(POLICIES)
        .then()
        .statusCode(403)
        .body("error.message", containsString("'viewer'"));
  }

  @Test
  @Order(5)
  void whoever_has_no_role_is_no_guesser_of_keys() {
    issuer.open();
    var token = issuer.signed(issuer.token("somebody"));
    for (int i = 0; i <= OidcProfile.FAILURES; i++) {
      with(token).get(POLICIES).then().statusCode(403);
    }
    admin().get(POLICIES).then().statusCode(200);
  }

  @Test
  @Order(6)
  void tokens_that_are_wrong_are_turned_away_and_not_repeated() {
    issuer.open();
    var wrong =
        Stream.of(
            issuer.signed(issuer.token("admin").expiresAt(1_000)),
            issuer.signed(issuer.token("admin").audience("another")),
            issuer.signed(issuer.token("admin").issuer("http://localhost:1")),
            Issuer.signed(issuer.token("admin"), Issuer.newKeys()),
            unsigned(issuer.signed(issuer.token("admin"))),
            issuer.signedWithPublicKey(issuer.token("admin")),
            tampered(issuer.signed(issuer.token("viewer")), "viewer", "admin"),
            "a.b.c",
            "..",
            ".a.",
            "bm8.bm8.bm8",
            "e30.e30.e30",
            "e30." + "x".repeat(3_000) + ".x");
    for (var token : wrong.toList()) {
      with(token)
          .get(POLICIES)
          .then()
          .statusCode(401)
          .body("error.code", equalTo("invalid_api_key"))
          .body("error.type", equalTo("invalid_request_error"))
          .body(not(containsString(token.length() > 10 ? token.substring(0, 10) : "..")));
    }
    assertThat(issuerInHealth()).isEqualTo("up");
  }

  @Test
  @Order(7)
  void tokens_open_nothing_of_the_models_and_keys_of_projects_nothing_here() {
    issuer.open();
    var key = AdminApi.key();
    with(key.secret()).get(POLICIES).then().statusCode(401);
    with(key.secret()).get("/v1/models").then().statusCode(200);
  }

  /** The same claims without a signature. */
  private static String unsigned(String token) {
    var head =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
    return head + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
  }

  /** With other claims under the same signature. */
  private static String tampered(String token, String from, String to) {
    var parts = token.split("\\.", -1);
    var claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    assertThat(claims).contains(from);
    var changed = claims.replace(from, to).getBytes(UTF_8);
    return parts[0]
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(changed)
        + "."
        + parts[2];
  }

  private static String issuerInHealth() {
    var checks = RestAssured.get("/q/health/ready").then().extract();
    return checks
        .<List<String>>path("checks.findAll { it.name == 'policies' }.data.oidc")
        .getFirst();
  }
}
