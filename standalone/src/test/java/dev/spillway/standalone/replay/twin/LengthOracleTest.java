package dev.spillway.standalone.replay.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.standalone.replay.trace.Prefix;
import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthOracleTest {
  private static final TraceRequest REQUEST = new TraceRequest(0, 10, 130, Prefix.NONE);

  @Test
  void they_say_what_their_names_promise() {
    assertThat(LengthOracle.parse("none", 1).predict(REQUEST, 0)).isEmpty();
    assertThat(LengthOracle.parse("oracle", 1).predict(REQUEST, 0)).hasValue(130);
    assertThat(LengthOracle.parse("bucket:100", 1).predict(REQUEST, 0)).hasValue(200);
    assertThat(LengthOracle.parse("bucket:65", 1).predict(REQUEST, 0)).hasValue(130);
    assertThat(LengthOracle.parse("noise:0", 1).predict(REQUEST, 0)).hasValue(130);
  }

  @Test
  void noise_is_lognormal_and_the_same_for_the_same_request() {
    var noise = LengthOracle.parse("noise:0.5", 1);
    assertThat(noise.predict(REQUEST, 7)).isEqualTo(noise.predict(REQUEST, 7));
    double spread =
        LongStream.range(0, 5_000)
            .mapToDouble(i -> Math.log(noise.predict(REQUEST, i).orElseThrow() / 130.0))
            .map(x -> x * x)
            .average()
            .orElseThrow();
    assertThat(Math.sqrt(spread)).isCloseTo(0.5, within(0.02));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "perfect", "bucket:0", "bucket:x", "noise:-1", "noise:NaN"})
  void others_are_refused(String name) {
    assertThatThrownBy(() -> LengthOracle.parse(name, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
