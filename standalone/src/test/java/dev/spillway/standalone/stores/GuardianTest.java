package dev.spillway.standalone.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuardianTest {

  @Test
  void a_dismissed_guardian_leaves_the_process_alone() throws Exception {
    var guarded = new ProcessBuilder("sleep", "600").start();
    try {
      Guardian.over(guarded.pid(), "TERM").close();
      assertThat(guarded.isAlive()).isTrue();
    } finally {
      guarded.destroyForcibly();
    }
  }

  @Test
  void a_guardian_that_is_left_alone_ends_the_process() throws Exception {
    var guarded = new ProcessBuilder("sleep", "600").start();
    try {
      Guardian.over(guarded.pid(), "TERM").orphan();
      assertThat(guarded.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      guarded.destroyForcibly();
    }
  }
}
