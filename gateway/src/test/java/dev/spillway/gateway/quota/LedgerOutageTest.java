package dev.spillway.gateway.quota;

import static dev.spillway.gateway.tenancy.AdminApi.key;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.junit.jupiter.api.Test;

/** Limits while Redis is away, and when it comes back and has forgotten everything. */
@QuarkusTest
@TestProfile(QuotaProfile.class)
class LedgerOutageTest {

  @Inject Outages outages;

  @Inject
  @Named("small")
  StubWorker small;

  @Test
  void law_money_is_exact_a_redis_that_went_and_forgot_costs_no_answer_and_no_cent() {
    small.says(Script.answer(0.9, "o", "k"));
    var seen = key("{\"usd_per_day\": \"0.000008\"}");
    var unseen = key("{\"usd_per_day\": \"0.000008\"}");
    var limited = key("{\"requests_per_minute\": 2}");
    ask(seen.secret()).then().statusCode(200);
    Stores.shared().redis().stop();
    try {
      // three more are paid for, and this gateway is the only one
      ask(seen.secret()).then().statusCode(200);
      Await.until(() -> outages.isOn(Outage.LEDGER_DOWN));
      given().get("/q/health/ready").then().statusCode(200).body(containsString("alone"));
      ask(seen.secret()).then().statusCode(200);
      ask(unseen.secret()).then().statusCode(503).body("error.code", equalTo("store_unavailable"));
      ask(limited.secret()).then().statusCode(200);
      ask(limited.secret()).then().statusCode(200);
      ask(limited.secret()).then().statusCode(429);
    } finally {
      Stores.shared().redis().start();
    }
    Await.until(() -> ask(unseen.secret()).statusCode() == 200);
    Await.until(() -> !outages.isOn(Outage.LEDGER_DOWN));
    // six of eight are spent, of which Redis knew nothing when it came back
    ask(seen.secret()).then().statusCode(200);
    Await.until(() -> "insufficient_quota".equals(ask(seen.secret()).path("error.code")));
  }

  private static Response ask(String secret) {
    return with(secret)
        .body(
            """
            {"model": "demo-small", "max_tokens": 2,
             "messages": [{"role": "user", "content": "Hi"}]}""")
        .post("/v1/chat/completions");
  }
}
