package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.worker.ModelLoad;
import org.junit.jupiter.api.Test;

class RoomTest {
  private long steps;

  private ModelLoad load(int places, int running, int waiting) {
    return new ModelLoad(places, running, waiting, 0, steps++);
  }

  @Test
  void a_worker_that_announces_nothing_is_never_full() {
    var room = Room.announced(0);
    room.announce(ModelLoad.UNKNOWN);
    assertThat(room.isBounded()).isFalse();
    for (int i = 0; i < 1_000; i++) {
      assertThat(room.enter(1)).isTrue();
    }
  }

  @Test
  void no_more_are_let_in_than_there_are_places_and_those_ahead() {
    var room = Room.announced(1);
    room.announce(load(2, 0, 0));
    assertThat(room.enter(1)).isTrue();
    assertThat(room.enter(1)).isTrue();
    assertThat(room.enter(1)).isTrue();
    assertThat(room.enter(1)).isFalse();
    assertThat(room.hasPlace()).isFalse();
    room.leave(1);
    assertThat(room.enter(1)).isTrue();
  }

  @Test
  void what_other_gateways_gave_a_worker_counts_once_two_probes_found_it() {
    var room = Room.announced(0);
    room.announce(load(8, 5, 0));
    assertThat(room.limit()).isEqualTo(8);
    room.announce(load(8, 3, 0));
    assertThat(room.limit()).isEqualTo(5);
    room.announce(load(8, 0, 0));
    assertThat(room.limit()).isEqualTo(8);
  }

  @Test
  void a_quarter_of_the_places_stays_open_however_busy_others_keep_a_worker() {
    var room = Room.announced(0);
    room.announce(load(8, 8, 20));
    room.announce(load(8, 8, 20));
    assertThat(room.limit()).isEqualTo(2);
    var small = Room.announced(0);
    small.announce(load(1, 1, 9));
    small.announce(load(1, 1, 9));
    assertThat(small.limit()).isEqualTo(1);
  }

  @Test
  void a_place_whose_answer_only_waits_for_a_slow_client_is_free() {
    var room = Room.announced(0);
    room.announce(load(2, 0, 0));
    room.squeeze(1);
    room.squeeze(1);
    room.announce(load(2, 0, 0));
    assertThat(room.hasPlace()).isFalse();
    room.announce(load(2, 1, 0));
    assertThat(room.limit()).isEqualTo(3);
    room.leave(1);
    room.leave(1);
    room.announce(load(2, 0, 0));
    room.announce(load(2, 0, 0));
    assertThat(room.limit()).isEqualTo(2);
  }

  @Test
  void a_worker_whose_memory_is_taken_is_full_but_for_one_request() {
    var room = Room.announced(0);
    room.announce(new ModelLoad(8, 0, 0, 100, 1));
    assertThat(room.enter(500)).isTrue();
    assertThat(room.enter(1)).isFalse();
    assertThat(room.hasPlace()).isTrue();
    room.leave(500);
    assertThat(room.enter(60)).isTrue();
    assertThat(room.enter(40)).isTrue();
    assertThat(room.enter(1)).isFalse();
  }

  @Test
  void who_goes_on_where_no_place_is_takes_of_the_memory_all_the_same() {
    var room = Room.announced(0);
    room.announce(new ModelLoad(4, 0, 0, 256, steps++));
    room.squeeze(200);
    assertThat(room.enter(100)).isFalse();
    room.leave(200);
    assertThat(room.enter(100)).isTrue();
    assertThat(room.enter(100)).isTrue();
  }

  @Test
  void a_worker_that_gets_on_with_others_is_queueing_and_one_that_is_stuck_is_not() {
    var room = Room.announced(0);
    room.announce(new ModelLoad(2, 2, 3, 0, 10));
    assertThat(room.isQueueing()).isTrue();
    room.announce(new ModelLoad(2, 2, 3, 0, 10));
    assertThat(room.isQueueing()).isFalse();
    room.announce(new ModelLoad(2, 2, 0, 0, 12));
    assertThat(room.isQueueing()).isFalse();
  }
}
