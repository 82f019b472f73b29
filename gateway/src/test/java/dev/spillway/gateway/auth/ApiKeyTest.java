package dev.spillway.gateway.auth;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiKeyTest.WithKey.class)
class ApiKeyTest {

  public static final class WithKey implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("spillway.gateway.api-key", "open-sesame");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(StoresResource.class));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Bearer", "Bearer open-sesam", "Bearer open-sesame2", "Basic open-sesame"})
  void without_the_key_every_address_of_the_api_is_closed(String header) {
    for (var path : List.of("/v1/models", "/v1/models/auto", "/v1/nothing")) {
      given()
          .header("Authorization", header)
          .get(path)
          .then()
          .statusCode(401)
          .body("error.code", equalTo("invalid_api_key"))
          .body("error.message", not(containsString("sesam")));
    }
    given()
        .header("Authorization", header)
        .contentType("application/json")
        .body("{}")
        .post("/v1/chat/completions")
        .then()
        .statusCode(401);
  }

  @Test
  void with_the_key_it_is_open() {
    given().header("Authorization", "Bearer open-sesame").get("/v1/models").then().statusCode(200);
    given().header("Authorization", "bearer  open-sesame").get("/v1/models").then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/v1/messages", "/v1/chat", "/chat/completions", "/"})
  void an_address_where_nothing_is_says_where_the_addresses_of_clients_end(String path) {
    given()
        .header("Authorization", "Bearer open-sesame")
        .get(path)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("not_found"))
        .body("error.message", containsString("OpenAI's clients ends with /v1"));
  }

  @Test
  void health_needs_no_key() {
    given().get("/q/health/live").then().statusCode(200);
  }
}
