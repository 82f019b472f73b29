package dev.spillway.gateway.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.gateway.cascade.RecordedAnswer;
import dev.spillway.gateway.config.ResponsesConfig.Keep;
import dev.spillway.router.Money;
import dev.spillway.testkit.Script;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseCacheTest {
  private static final Sampling SAMPLED =
      new Sampling(1f, 1f, OptionalLong.empty(), List.of(), OptionalInt.empty());

  private final CacheBench bench = new CacheBench();

  @Test
  void the_same_request_again_is_answered_as_before_and_costs_nothing() {
    bench.worker.says(Script.started(12, 8).token("Par", 0.9).token("is", 0.8).finish());
    var first = bench.ask(true);
    bench.pass(Duration.ofSeconds(30));
    var again = bench.ask(true);
    assertThat(bench.calls()).isEqualTo(1);
    assertThat(texts(again)).isEqualTo(texts(first));
    var paid = first.finished();
    var free = again.finished();
    assertThat(free.usage()).isEqualTo(paid.usage());
    assertThat(free.reason()).isEqualTo(paid.reason());
    assertThat(paid.receipt().cost()).isGreaterThan(Money.ZERO);
    assertThat(free.receipt().cost()).isEqualTo(Money.ZERO);
    assertThat(free.receipt().costIfLargest()).isEqualTo(paid.receipt().costIfLargest());
    assertThat(paid.decision().provenance()).isEqualTo(Provenance.MISS);
    assertThat(free.decision().provenance()).isEqualTo(Provenance.hit(Duration.ofSeconds(30)));
    assertThat(free.decision().from(Provenance.MISS)).isEqualTo(paid.decision());
    assertThat(again.complete).isTrue();
    assertThat(bench.used("hit")).isEqualTo(1);
    assertThat(bench.used("miss")).isEqualTo(1);
  }

  @Test
  void a_hit_is_a_decision_that_asked_nobody() {
    bench.ask(true);
    bench.ask(false);
    assertThat(bench.bench.trails).hasSize(2);
    var trail = bench.bench.trails.getLast();
    assertThat(trail.decision().provenance().kind()).isEqualTo(Provenance.Kind.HIT);
    assertThat(trail.ending()).isEqualTo(Ending.STOP);
    assertThat(trail.visits()).isEmpty();
    assertThat(trail.receipt().cost()).isEqualTo(Money.ZERO);
    assertThat(bench.bench.trails.getFirst().decision().provenance()).isEqualTo(Provenance.MISS);
  }

  @ParameterizedTest
  @CsvSource({"true,false", "false,true", "true,true", "false,false"})
  void what_was_kept_of_a_stream_is_given_as_a_body_and_the_other_way_round(
      boolean first, boolean second) {
    bench.worker.says(
        Script.started(3, 0)
            .token("", 0.5)
            .token("é", 0.6)
            .token("b", 0.7)
            .finish(FinishReason.STOP, " tail"));
    var live = bench.ask(first);
    var again = bench.ask(second);
    assertThat(bench.calls()).isEqualTo(1);
    assertThat(again.text()).isEqualTo(live.text()).isEqualTo("éb tail");
    assertThat(tokens(again)).isEqualTo(tokens(live));
  }

  @Test
  void a_stream_from_what_a_body_left_has_the_frames_of_a_live_one() {
    bench.worker.says(
        Script.started(3, 0)
            .token("", 0.5)
            .token("é", 0.6)
            .token("b", 0.7)
            .finish(FinishReason.STOP, " tail"));
    bench.ask(false);
    var replayed = bench.ask(true);
    var live = bench.ask(bench.greedy(true), CacheControl.read(List.of("no-store")));
    assertThat(bench.calls()).isEqualTo(2);
    assertThat(texts(replayed)).isEqualTo(texts(live)).hasSize(3);
  }

  @Test
  void what_would_not_be_the_same_again_is_computed_each_time_unless_the_client_says_otherwise() {
    var sampled = request(SAMPLED);
    bench.ask(sampled, CacheControl.NONE);
    var bypassed = bench.ask(sampled, CacheControl.NONE);
    assertThat(bypassed.finished().decision().provenance()).isEqualTo(Provenance.BYPASS);
    assertThat(bench.calls()).isEqualTo(2);
    assertThat(bench.store.kept).isEmpty();
    bench.ask(sampled, control("max-age=60"));
    bench.ask(sampled, control("max-age=60"));
    assertThat(bench.calls()).isEqualTo(3);
    bench.ask(sampled, CacheControl.NONE);
    assertThat(bench.calls()).isEqualTo(4);
  }

  @Test
  void a_seed_makes_an_answer_repeatable() {
    var seeded = request(new Sampling(1f, 1f, OptionalLong.of(7), List.of(), OptionalInt.empty()));
    bench.ask(seeded, CacheControl.NONE);
    bench.ask(seeded, CacheControl.NONE);
    assertThat(bench.calls()).isEqualTo(1);
  }

  @Test
  void the_operator_decides_what_is_kept() {
    bench.cache =
        bench.cache(new ResponseCache.Limits(Keep.ALL, 20_000, true, 10, CacheBench.FOLLOWERS));
    bench.ask(request(SAMPLED), CacheControl.NONE);
    bench.ask(request(SAMPLED), CacheControl.NONE);
    assertThat(bench.calls()).isEqualTo(1);
    bench.cache =
        bench.cache(new ResponseCache.Limits(Keep.OFF, 20_000, false, 10, CacheBench.FOLLOWERS));
    var off = bench.ask(true);
    assertThat(off.finished().decision().provenance()).isEqualTo(Provenance.BYPASS);
    assertThat(bench.calls()).isEqualTo(2);
  }

  @Test
  void a_client_has_its_answer_computed_with_no_cache_and_the_next_one_gets_that() {
    bench.worker.says(Script.answer(1, "old"));
    bench.ask(true);
    bench.worker.says(Script.answer(1, "new"));
    var fresh = bench.ask(bench.greedy(true), control("No-Cache"));
    assertThat(fresh.text()).isEqualTo("new");
    assertThat(fresh.finished().decision().provenance()).isEqualTo(Provenance.BYPASS);
    assertThat(bench.ask(true).text()).isEqualTo("new");
    assertThat(bench.calls()).isEqualTo(2);
  }

  @Test
  void with_no_store_the_cache_is_left_out() {
    bench.ask(bench.greedy(true), control("no-store"));
    assertThat(bench.store.kept).isEmpty();
    assertThat(bench.store.lookups).isZero();
    bench.ask(true);
    bench.ask(bench.greedy(true), control("foo, no-store"));
    assertThat(bench.calls()).isEqualTo(3);
  }

  @Test
  void an_answer_that_is_older_than_the_client_wants_is_computed_again() {
    bench.ask(true);
    bench.pass(Duration.ofSeconds(10));
    bench.ask(bench.greedy(true), control("max-age=10"));
    assertThat(bench.calls()).isEqualTo(1);
    bench.ask(bench.greedy(true), control("max-age=9"));
    assertThat(bench.calls()).isEqualTo(2);
    assertThat(CacheControl.read(List.of("max-age=0")).noCache()).isTrue();
    assertThat(CacheControl.read(List.of("max-age=-1", "max-age", "", "x=\"y\"")))
        .isEqualTo(CacheControl.NONE);
  }

  @Test
  void law_tenants_do_not_meet_nobody_gets_what_another_tenant_was_answered() {
    bench.worker.says(request -> Script.answer(1, "for " + request.namespace()));
    var one = bench.ask(of("one"), CacheControl.NONE);
    var other = bench.ask(of("other"), CacheControl.NONE);
    assertThat(bench.calls()).isEqualTo(2);
    assertThat(other.text()).isNotEqualTo(one.text());
    assertThat(bench.ask(of("one"), CacheControl.NONE).text()).isEqualTo(one.text());
    assertThat(bench.store.kept.keySet())
        .extracting(key -> key.namespace())
        .doesNotHaveDuplicates();
    assertThat(bench.calls()).isEqualTo(2);
  }

  @Test
  void law_tenants_do_not_meet_also_while_both_are_being_answered() {
    var one = bench.open(of("one"), CacheControl.NONE);
    var other = bench.open(of("other"), CacheControl.NONE);
    assertThat(bench.calls()).isEqualTo(2);
    assertThat(List.of(one, other)).allMatch(answer -> answer.failure == null);
  }

  @Test
  void what_was_answered_under_another_secret_is_not_found() {
    bench.ask(true);
    bench.bench.namespaces.use(new byte[16]);
    bench.ask(true);
    assertThat(bench.calls()).isEqualTo(2);
  }

  @Test
  void what_came_to_no_end_of_its_own_is_not_kept() {
    bench.worker.says(Script.started(3, 0).token("a", 1).finish(FinishReason.LENGTH, ""));
    bench.ask(true);
    assertThat(bench.store.kept).isEmpty();
    bench.ask(request(Sampling.GREEDY.withMaxTokens(1)), CacheControl.NONE);
    assertThat(bench.store.kept).hasSize(1);
  }

  @Test
  void a_failure_is_not_kept() {
    bench.worker.says(Script.started(3, 0).token("a", 1).fail(new ErrorKind.WorkerFailed("broke")));
    var broken = bench.ask(true);
    assertThat(broken.failure).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(bench.store.kept).isEmpty();
    bench.worker.says(Script.answer(1, "whole"));
    assertThat(bench.ask(true).text()).isEqualTo("whole");
  }

  @Test
  void an_answer_is_not_kept_where_a_tier_could_not_be_asked() {
    var degraded = new CacheBench(2);
    assertThat(degraded.ask(true).complete).isTrue();
    assertThat(degraded.store.kept).isEmpty();
  }

  @Test
  void an_answer_that_is_too_large_is_not_kept() {
    bench.worker.says(
        Script.answer(1, Stream.generate(() -> "x".repeat(100)).limit(250).toArray(String[]::new)));
    assertThat(bench.ask(true).text()).hasSize(25_000);
    assertThat(bench.store.kept).isEmpty();
  }

  @Test
  void an_answer_of_a_tier_that_is_no_longer_the_policy_s_is_not_given() {
    bench.ask(true);
    bench.store.kept.replaceAll(
        (key, kept) ->
            new dev.spillway.cache.CachedResponse(
                kept.storedAtMillis(),
                "gone",
                kept.confidence(),
                kept.escalations(),
                kept.predictedTokens(),
                kept.reason(),
                kept.usage(),
                kept.costPicoUsd(),
                kept.text(),
                kept.tokens()));
    bench.ask(true);
    assertThat(bench.calls()).isEqualTo(2);
  }

  private CascadeRequest request(Sampling sampling) {
    return bench.bench.request("r", "tenant", sampling, true);
  }

  private CascadeRequest of(String tenant) {
    return bench.bench.request("r", tenant, Sampling.GREEDY, true);
  }

  private static CacheControl control(String header) {
    return CacheControl.read(List.of(header));
  }

  private static List<AnswerEvent.Text> texts(RecordedAnswer answer) {
    return answer.events.stream()
        .filter(AnswerEvent.Text.class::isInstance)
        .map(AnswerEvent.Text.class::cast)
        .toList();
  }

  private static List<Object> tokens(RecordedAnswer answer) {
    return texts(answer).stream().<Object>flatMap(text -> text.tokens().stream()).toList();
  }
}
