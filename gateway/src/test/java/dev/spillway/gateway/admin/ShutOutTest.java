package dev.spillway.gateway.admin;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who guesses the admin key. */
@QuarkusTest
@TestProfile(ShutOutTest.Profile.class)
class ShutOutTest {
  private static final String POLICIES = "/admin/v1/policies";
  private static final int MOST = 3;

  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "spillway.gateway.admin-key",
          StoresProfile.ADMIN_KEY,
          "spillway.gateway.admin-failures-per-minute",
          String.valueOf(MOST));
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(StoresResource.class));
    }
  }

  /** Guesses until it is not heard; a minute may end in the midst, so there may be more. */
  private static int guess() {
    int guesses = 0;
    while (with("guess-" + guesses).get(POLICIES).statusCode() == 401) {
      assertThat(++guesses).as("guesses that were heard").isLessThan(1_000);
    }
    return guesses;
  }

  @Test
  void after_so_many_guesses_an_address_is_not_heard_whatever_it_shows() {
    admin().get(POLICIES).then().statusCode(200);
    assertThat(guess()).isBetween(MOST, 2 * MOST);
    Await.until(
        () -> {
          guess();
          var answer = admin().get(POLICIES);
          return answer.statusCode() == 429
              && answer.header("Retry-After") != null
              && "rate_limit_error".equals(answer.path("error.type"))
              && admin().body("{}").put(POLICIES + "/guessed").statusCode() == 429;
        },
        () -> "the right key is heard");
    RestAssured.get("/v1/models").then().statusCode(200);
  }
}
