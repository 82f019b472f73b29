package dev.spillway.contracts.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorKindTest {

  @Test
  void an_unknown_model_names_the_field_and_what_is_available() {
    var kind = new ErrorKind.ModelNotFound("gpt-9", List.of("auto", "demo-small"));
    assertThat(kind.status()).isEqualTo(404);
    assertThat(kind.param()).contains("model");
    assertThat(kind.message()).contains("gpt-9").contains("auto, demo-small");
  }

  @Test
  void only_failures_of_ours_carry_a_stack_trace() {
    assertThat(new SpillwayException(new ErrorKind.Internal("x")).getStackTrace()).isNotEmpty();
    assertThat(new SpillwayException(new ErrorKind.WorkerFailed("x")).getStackTrace()).isEmpty();
  }

  @Test
  void overload_says_when_to_come_back() {
    var kind = new ErrorKind.Overloaded("the queue is full", Duration.ofSeconds(2));
    assertThat(kind.retryable()).isTrue();
    assertThat(kind.retryAfter()).contains(Duration.ofSeconds(2));
  }

  @Test
  void what_is_not_typed_is_a_defect_of_ours_and_says_nothing_of_its_cause() {
    var kind = SpillwayException.kindOf(new IllegalStateException("secret prompt"));
    assertThat(kind.fault()).isEqualTo(Fault.US);
    assertThat(kind.message()).doesNotContain("secret");
  }
}
