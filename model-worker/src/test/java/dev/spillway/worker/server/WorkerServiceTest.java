package dev.spillway.worker.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerCodec;
import dev.spillway.worker.kernel.KernelFlavour;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.grpc.common.GrpcStatus;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The service as it is deployed: gRPC, health and metrics at one port. */
@QuarkusTest
@QuarkusTestResource(TinyModels.class)
class WorkerServiceTest {
  @Inject Worker worker;

  @Test
  void grpc_is_served_at_the_http_port() {
    try (var client = new WireClient(port(), "")) {
      var described = WorkerCodec.read(client.describe());
      assertThat(described).isEqualTo(worker.describe().toCompletableFuture().join());
      assertThat(described.workerId()).isEqualTo("w-7");
      assertThat(described.models())
          .extracting(ModelInfo::id)
          .containsExactly("tiny-f32", "tiny-q8");
      for (var model : described.models()) {
        var call = client.generate(WorkerCodec.write(request(model.id())));
        var events = call.all();
        assertThat(call.status).isCompletedWithValue(GrpcStatus.OK);
        assertThat(events.getFirst().hasStarted()).isTrue();
        assertThat(events.getLast().hasFinished()).isTrue();
        assertThat(events.getLast().getFinished().getCompletionTokens())
            .isEqualTo(events.size() - 2);
      }
    }
  }

  @Test
  void health_says_which_models_are_ready_and_that_engines_step() {
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.name", hasItems("models"))
        .body("checks.find { it.name == 'models' }.data.'tiny-q8'", containsString("context 256"))
        .body("checks.find { it.name == 'models' }.data.kernels", equalTo(KernelFlavour.report()))
        .body("checks.find { it.name == 'models' }.data['shared cache']", equalTo("off"));
    given()
        .get("/q/health/live")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'engine' }.data.'tiny-f32'", containsString("steps"));
  }

  @Test
  void metrics_count_requests_tokens_and_time_and_name_the_kernels() {
    try (var client = new WireClient(port(), "")) {
      assertThat(client.generate(WorkerCodec.write(request("tiny-q8"))).all()).isNotEmpty();
    }
    var metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();
    var flavour = KernelFlavour.best().name().toLowerCase(Locale.ROOT);
    assertThat(metrics)
        .contains("spillway_worker_requests_running{model=\"tiny-q8\"}")
        .contains("spillway_worker_requests_waiting{model=\"tiny-f32\"}")
        .contains("spillway_worker_requests_cancelled_total{model=\"tiny-q8\"} 0.0")
        .contains("spillway_worker_tokens_prompt_total{model=\"tiny-q8\"}")
        .contains("spillway_worker_tokens_generated_total{model=\"tiny-q8\"}")
        .contains("spillway_worker_step_seconds_sum{model=\"tiny-q8\"}")
        .contains("spillway_worker_first_token_seconds_count{model=\"tiny-q8\"}")
        .contains("flavour=\"" + flavour + "\"");
  }

  private static int port() {
    return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
  }

  private static GenerateRequest request(String model) {
    return new GenerateRequest(
        "r-1",
        model,
        List.of(new ChatMessage(Role.USER, "hello")),
        Sampling.GREEDY.withMaxTokens(8));
  }
}
