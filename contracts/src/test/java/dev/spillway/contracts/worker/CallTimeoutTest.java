package dev.spillway.contracts.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTimeoutTest {

  @ParameterizedTest
  @CsvSource({
    "PT1.5S,1500m",
    "PT0.0010000S,1m",
    "PT0.0010001S,2m",
    "PT0.000000001S,1m",
    "PT0S,1m",
    "PT-3S,1m",
    "PT27H,97200000m",
    "PT48H,99999999m"
  })
  void what_is_left_is_written_in_milliseconds_and_never_too_short(Duration left, String header) {
    assertThat(CallTimeout.write(left)).isEqualTo(header);
  }

  @Test
  void what_is_written_is_read() {
    assertThat(CallTimeout.read(CallTimeout.write(Duration.ofMillis(1_234))))
        .isEqualTo(Duration.ofMillis(1_234));
  }

  @ParameterizedTest
  @CsvSource({
    "2H,PT2H",
    "3M,PT3M",
    "4S,PT4S",
    "500m,PT0.5S",
    "7u,PT0.000007S",
    "99999999n,PT0.099999999S"
  })
  void every_unit_of_grpc_is_read(String header, Duration left) {
    assertThat(CallTimeout.read(header)).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "5", "-5m", "+5m", "5 m", "5s", "123456789m", "1.5S", "٣m"})
  void what_is_no_timeout_is_refused(String header) {
    assertThatIllegalArgumentException().isThrownBy(() -> CallTimeout.read(header));
  }
}
