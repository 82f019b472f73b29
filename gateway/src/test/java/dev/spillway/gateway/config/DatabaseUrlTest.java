package dev.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.error.SpillwayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @Test
  void both_drivers_get_the_address_without_the_credentials() {
    var url = DatabaseUrl.parse("postgresql://ada:s%3Acr%2Bt+@db.example:6543/app?sslmode=require");
    assertThat(url.user()).isEqualTo("ada");
    assertThat(url.password()).isEqualTo("s:cr+t+");
    assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.example:6543/app?sslmode=require");
    assertThat(url.reactive()).isEqualTo("postgresql://db.example:6543/app?sslmode=require");
  }

  @Test
  void port_and_password_may_be_left_out() {
    var url = DatabaseUrl.parse("postgres://ada@db/app");
    assertThat(url.password()).isEmpty();
    assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db:5432/app");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://ada:secret@db/app",
        "postgresql://db/app",
        "postgresql://ada:secret@db",
        "postgresql://ada:secret@db/",
        "ada:secret@db",
        "postgresql://ada:sec ret@db/app"
      })
  void anything_else_is_refused_without_repeating_the_password(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(SpillwayException.class)
        .hasMessageContaining("SPILLWAY_DATABASE_URL")
        .hasMessageNotContaining("sec");
  }

  @Test
  void it_prints_without_the_password() {
    assertThat(DatabaseUrl.parse("postgresql://ada:secret@db/app").toString())
        .doesNotContain("secret");
  }
}
