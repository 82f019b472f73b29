package dev.spillway.gateway.auth;

import static dev.spillway.gateway.tenancy.AdminApi.key;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that serves nobody without a key of a project. */
@QuarkusTest
@TestProfile(RequiredKeysTest.Required.class)
class RequiredKeysTest {
  private static final String MODELS = "/v1/models";

  public static final class Required implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "spillway.gateway.admin-key",
          StoresProfile.ADMIN_KEY,
          "spillway.gateway.keys.required",
          "true");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(StoresResource.class));
    }
  }

  @Test
  void who_sends_no_key_or_something_else_is_turned_away() {
    given()
        .get(MODELS)
        .then()
        .statusCode(401)
        .body("error.code", equalTo("invalid_api_key"))
        .body("error.message", containsString("needs a key"));
    with("something-else").get(MODELS).then().statusCode(401);
    with(StoresProfile.ADMIN_KEY).get(MODELS).then().statusCode(401);
  }

  @Test
  void a_key_of_a_project_opens_by_either_header() {
    var secret = key().secret();
    with(secret).get(MODELS).then().statusCode(200);
    given().header("x-api-key", secret).get(MODELS).then().statusCode(200);
  }
}
