package dev.spillway.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorAddressTest {

  @ParameterizedTest
  @CsvSource({
    "http://collector:4318, http://collector:4318/v1/traces",
    "http://collector:4318/, http://collector:4318/v1/traces",
    "https://collector/otlp, https://collector/otlp/v1/traces",
    "https://collector/otlp/, https://collector/otlp/v1/traces",
    "http://collector:4318/v1/traces, http://collector:4318/v1/traces",
  })
  void spans_go_to_their_address_at_the_collector(String configured, String address) {
    assertThat(TelemetryBeans.address(configured)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector:4318", "collector", "grpc://collector:4317", "http:///x"})
  void what_is_no_address_is_refused_with_the_setting(String configured) {
    assertThatThrownBy(() -> TelemetryBeans.address(configured))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spillway.gateway.telemetry.otlp-endpoint");
  }
}
