package dev.spillway.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StubbedGateway.class)
class PrefixExplainerTest extends GatewayTest {
  private static final String MANUAL = numbers(0);
  private static final String OTHER = numbers(500);

  @Test
  void who_asks_hears_which_words_broke_the_prefix() {
    assertThat(ask("Es ist 20:15 Uhr, grüße. " + MANUAL, "prefix", false)).isNull();
    var header =
        "{\"message\":0,\"character\":7,\"now\":\"20:16\",\"before\":\"20:15\",\"lost_tokens\":";
    assertThat(ask("Es ist 20:16 Uhr, grüße. " + MANUAL, "prefix", false)).startsWith(header);
    assertThat(ask("Es ist früh, grüße. " + MANUAL, "prefix", true))
        .contains("\"now\":\"fr\\u00FCh,\"")
        .matches("\\p{ASCII}+");
  }

  @Test
  void of_those_who_do_not_ask_nothing_is_remembered() {
    assertThat(ask("Request 1. " + OTHER, null, false)).isNull();
    assertThat(ask("Request 2. " + OTHER, "prefix", false)).isNull();
    assertThat(ask("Request 3. " + OTHER, "something else", false)).isNull();
  }

  private @Nullable String ask(String system, @Nullable String explain, boolean stream) {
    small.says(Script.answer(1, "Paris"));
    var request = given().contentType(ContentType.JSON);
    if (explain != null) {
      request.header("x-spillway-explain", explain);
    }
    return request
        .body(
            """
            {"model": "demo-small", "stream": %s, "messages": [
              {"role": "system", "content": "%s"}, {"role": "user", "content": "Who?"}]}
            """
                .formatted(stream, system))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200)
        .extract()
        .header("x-spillway-prefix-broken");
  }

  private static String numbers(int from) {
    return IntStream.range(from, from + 500)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" "));
  }
}
