package dev.spillway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoresTest {
  private final Stores stores = Stores.shared();

  @Test
  void both_servers_answer_at_the_addresses_given_to_quarkus() throws Exception {
    assertThat(query("select 6 * 7")).isEqualTo("42");
    assertThat(redis("PING")).containsExactly("+PONG");
    assertThat(stores.quarkusProperties())
        .containsEntry("quarkus.redis.hosts", "redis://127.0.0.1:" + stores.redis().port());
    assertThat(new StoresResource().start()).isEqualTo(stores.quarkusProperties());
  }

  @Test
  void a_stopped_database_refuses_and_comes_back_with_its_data() throws Exception {
    query("create table kept(one int)");
    stores.postgres().stop();
    assertThatThrownBy(() -> query("select 1")).isInstanceOf(SQLException.class);
    stores.postgres().start();
    assertThat(query("select count(*) from kept")).isEqualTo("0");
  }

  @Test
  void a_paused_redis_keeps_the_connection_and_says_nothing_until_it_is_resumed() throws Exception {
    stores.redis().pause();
    try {
      assertThatThrownBy(() -> redis("PING")).isInstanceOf(SocketTimeoutException.class);
    } finally {
      stores.redis().resume();
    }
    assertThat(redis("PING")).containsExactly("+PONG");
  }

  @Test
  void a_stopped_redis_refuses_and_comes_back_at_the_same_port() throws Exception {
    stores.redis().stop();
    assertThatThrownBy(() -> redis("PING")).isInstanceOf(ConnectException.class);
    stores.redis().start();
    assertThat(redis("PING")).containsExactly("+PONG");
  }

  private String query(String sql) throws SQLException {
    var properties = stores.quarkusProperties();
    try (var connection =
            DriverManager.getConnection(
                properties.get("quarkus.datasource.jdbc.url"),
                properties.get("quarkus.datasource.username"),
                properties.get("quarkus.datasource.password"));
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (var rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private List<String> redis(String command) throws IOException {
    try (var socket = new Socket(stores.redis().host(), stores.redis().port())) {
      socket.setSoTimeout(300);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return List.of(reader.readLine());
    }
  }
}
