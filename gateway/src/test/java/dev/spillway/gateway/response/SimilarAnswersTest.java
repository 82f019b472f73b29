package dev.spillway.gateway.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cache.CachedResponse;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.gateway.cascade.RecordedAnswer;
import dev.spillway.gateway.meaning.KnownMeanings;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Questions;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.policy.Similarity;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import dev.spillway.testkit.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A router has learned that small can name capitals where it is sure, and judges what is alike. */
class SimilarAnswersTest {
  private static final double PRICE = 1e-5;
  private static final String QUESTION = "Name the capital of France.";
  private static final String PARAPHRASE = "Please name the capital of France!";
  private static final List<String> FORMS =
      List.of(QUESTION, PARAPHRASE, "name the capital of France", "And the capital of Peru?!");
  private static final Conduct ALLOWED =
      Conduct.PLAIN.with(new Similarity(0.8, Similarity.CONFIDENCE));

  private static CascadeRouter router;

  private final CacheBench bench = bench(ALLOWED);

  @BeforeAll
  static void learn() {
    var random = new Random(4);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 400; i++) {
      boolean sum = i % 3 == 0;
      boolean sure = !sum && random.nextInt(4) > 0;
      double right = sum ? 0.02 : sure ? 0.99 : 0.1;
      var asked = sum ? "add the numbers of France" : FORMS.get(random.nextInt(FORMS.size()));
      var question = List.of(new ChatMessage(Role.USER, asked));
      examples.add(
          new Example(
              Questions.text(question),
              List.of(
                  new Reply(
                      "it is so",
                      random.nextDouble() < right ? 1 : 0,
                      PRICE,
                      Optional.of(AnswerStatistics.EMPTY.plus(sure ? -0.01f : -2f))),
                  new Reply(
                      "it is so",
                      1,
                      10 * PRICE,
                      Optional.of(AnswerStatistics.EMPTY.plus(-0.01f))))));
    }
    router = CascadeTrainer.read(examples).router();
  }

  private static CacheBench bench(Conduct conduct) {
    var bench =
        new CacheBench(
            new Rule.Learned("r", router, 2e-4),
            conduct,
            text -> CompletableFuture.completedFuture(vector("m", text)));
    bench.worker.says(Script.answer(0.99, "it is so"));
    return bench;
  }

  /** All that speak of France are alike. */
  private static Embeddings vector(String model, String text) {
    var vector =
        text.contains("France") ? new float[] {1, 0.01f * text.length()} : new float[] {-1, 0};
    return new Embeddings(model, List.of(new Embedding(vector, 1)));
  }

  private RecordedAnswer ask(String question) {
    return ask("tenant", Sampling.GREEDY, CacheControl.NONE, question);
  }

  private RecordedAnswer ask(
      String tenant, Sampling sampling, CacheControl control, String... texts) {
    return bench.ask(request(bench, tenant, sampling, texts), control);
  }

  /** The first of several texts is a system prompt. */
  private static CascadeRequest request(
      CacheBench bench, String tenant, Sampling sampling, String... texts) {
    var messages = new ArrayList<ChatMessage>();
    for (int i = 0; i < texts.length; i++) {
      messages.add(new ChatMessage(i + 1 < texts.length ? Role.SYSTEM : Role.USER, texts[i]));
    }
    var request = bench.bench.request("r", tenant, sampling, true);
    return new CascadeRequest(
        "r",
        tenant,
        new ChatRequest("p", messages, sampling),
        request.policy(),
        request.version(),
        request.tiers(),
        true);
  }

  @Test
  void a_question_that_was_embedded_to_look_for_similar_ones_is_not_embedded_again_to_route_it() {
    var asked = new ArrayList<String>();
    var routed =
        new CacheBench(
            KnownMeanings.rule(QUESTION),
            ALLOWED,
            text -> {
              asked.add(text);
              return CompletableFuture.completedFuture(
                  KnownMeanings.embedded(KnownMeanings.MODEL, false));
            });
    var answer =
        routed.ask(request(routed, "tenant", Sampling.GREEDY, QUESTION), CacheControl.NONE);
    assertThat(answer.finished().decision().tier().name()).isEqualTo("t1");
    assertThat(asked).containsExactly(QUESTION);
    assertThat(
            routed
                .bench
                .meters
                .get("spillway.router.meanings")
                .tag("outcome", "shared")
                .counter()
                .count())
        .isEqualTo(1);
  }

  private static Provenance.Kind kind(RecordedAnswer answer) {
    return answer.finished().decision().provenance().kind();
  }

  private void assertComputed(RecordedAnswer answer) {
    assertThat(answer.failure).isNull();
    assertThat(answer.complete).isTrue();
    assertThat(kind(answer)).isEqualTo(Provenance.Kind.MISS);
  }

  @Test
  void a_question_in_other_words_gets_the_answer_that_was_kept_and_the_decision_says_so() {
    var first = ask(QUESTION);
    bench.pass(Duration.ofSeconds(30));
    var again = ask(PARAPHRASE);
    assertComputed(first);
    assertThat(bench.calls()).isEqualTo(1);
    assertThat(again.text()).isEqualTo(first.text()).isEqualTo("it is so");
    var decision = again.finished().decision();
    assertThat(decision.provenance().kind()).isEqualTo(Provenance.Kind.SIMILAR);
    assertThat(decision.provenance().age()).isEqualTo(Duration.ofSeconds(30));
    assertThat(decision.provenance().similarity().orElseThrow()).isBetween(0.8, 1.0);
    assertThat(decision.confidence().orElseThrow()).isGreaterThan(0.9);
    assertThat(again.finished().receipt().cost()).isEqualTo(Money.ZERO);
    assertThat(bench.bench.trails.getLast().decision()).isEqualTo(decision);
    assertThat(bench.bench.trails.getLast().visits()).isEmpty();
    assertThat(bench.used("similar")).isEqualTo(1);
    assertThat(bench.similar("found")).isEqualTo(1);
  }

  @Test
  void without_the_policy_s_word_nothing_is_embedded_and_similar_questions_are_computed() {
    var off = bench(Conduct.PLAIN);
    off.embedder =
        text -> {
          throw new AssertionError();
        };
    off.ask(request(off, "tenant", Sampling.GREEDY, QUESTION), CacheControl.NONE);
    assertComputed(off.ask(request(off, "tenant", Sampling.GREEDY, PARAPHRASE), CacheControl.NONE));
    assertThat(off.calls()).isEqualTo(2);
  }

  @Test
  void a_near_question_that_asks_something_else_is_computed() {
    ask(QUESTION);
    assertComputed(ask("Name the capital of France not."));
    assertComputed(ask("Name the mayor of the capital of France."));
    assertComputed(ask("Name the capital of New France."));
    assertThat(bench.calls()).isEqualTo(4);
    assertThat(bench.similar("different")).isEqualTo(3);
  }

  @Test
  void the_same_words_that_are_not_near_are_computed() {
    ask(QUESTION);
    bench.embedder =
        text ->
            CompletableFuture.completedFuture(
                new Embeddings("m", List.of(new Embedding(new float[] {0, 1}, 1))));
    assertComputed(ask(PARAPHRASE));
    assertThat(bench.similar("none")).isEqualTo(2);
  }

  @Test
  void an_answer_of_which_the_router_is_not_sure_is_computed_again() {
    assertThat(ask(QUESTION).finished().decision().tier().name()).isEqualTo("t0");
    bench.store.kept.replaceAll((key, kept) -> withLogprob(kept, -2));
    assertComputed(ask(PARAPHRASE));
    assertThat(bench.similar("doubted")).isEqualTo(1);
  }

  @Test
  void law_tenants_do_not_meet_a_similar_question_of_another_tenant_is_none() {
    ask(QUESTION);
    assertComputed(ask("other", Sampling.GREEDY, CacheControl.NONE, PARAPHRASE));
    assertThat(bench.calls()).isEqualTo(2);
    assertThat(bench.similar("found")).isZero();
  }

  @Test
  void whatever_else_differs_makes_another_question() {
    ask(QUESTION);
    assertComputed(ask("tenant", Sampling.GREEDY.withMaxTokens(9), CacheControl.NONE, PARAPHRASE));
    assertComputed(
        ask("tenant", Sampling.GREEDY, CacheControl.NONE, "Answer in French.", PARAPHRASE));
    bench.embedder = text -> CompletableFuture.completedFuture(vector("another", text));
    assertComputed(ask(PARAPHRASE));
    assertThat(bench.calls()).isEqualTo(4);
  }

  @Test
  void who_says_no_cache_or_is_not_repeatable_is_computed_for() {
    ask(QUESTION);
    var sampled = new Sampling(1f, 1f, OptionalLong.empty(), List.of(), OptionalInt.empty());
    ask("tenant", Sampling.GREEDY, CacheControl.read(List.of("no-cache")), PARAPHRASE);
    ask("tenant", Sampling.GREEDY, CacheControl.read(List.of("no-store")), PARAPHRASE + "!");
    ask("tenant", sampled, CacheControl.NONE, PARAPHRASE);
    assertThat(bench.calls()).isEqualTo(4);
  }

  @Test
  void an_answer_that_is_older_than_the_client_wants_is_not_given() {
    ask(QUESTION);
    bench.pass(Duration.ofSeconds(10));
    var control = CacheControl.read(List.of("max-age=9"));
    assertComputed(ask("tenant", Sampling.GREEDY, control, PARAPHRASE));
  }

  @Test
  void a_similar_answer_is_not_kept_as_the_answer_to_its_question() {
    ask(QUESTION);
    ask(PARAPHRASE);
    assertThat(bench.store.kept).hasSize(1);
    assertThat(bench.questions.size()).isEqualTo(1);
  }

  @Test
  void a_question_whose_answer_is_gone_is_forgotten() {
    ask(QUESTION);
    bench.store.kept.clear();
    assertComputed(ask(PARAPHRASE));
    assertThat(bench.similar("gone")).isEqualTo(1);
    assertThat(bench.questions.size()).isEqualTo(1);
    assertThat(kind(ask(QUESTION))).isEqualTo(Provenance.Kind.SIMILAR);
  }

  @Test
  void long_questions_are_not_embedded() {
    ask(QUESTION + " x".repeat(300));
    ask(QUESTION + "\n" + QUESTION);
    assertThat(bench.similar("unfit")).isEqualTo(2);
    assertThat(bench.questions.size()).isZero();
  }

  @Test
  void law_a_cache_may_only_save_time_an_embedder_that_fails_throws_or_lies_is_a_miss() {
    ask(QUESTION);
    bench.embedder =
        text ->
            CompletableFuture.failedFuture(
                new SpillwayException(new ErrorKind.WorkerFailed("no worker embeds now")));
    assertComputed(ask(PARAPHRASE));
    bench.embedder =
        text -> {
          throw new IllegalStateException("broken");
        };
    assertComputed(ask(PARAPHRASE + "!"));
    bench.embedder = text -> CompletableFuture.completedFuture(new Embeddings("m", List.of()));
    assertComputed(ask(PARAPHRASE + "!!"));
    bench.embedder =
        text ->
            CompletableFuture.completedFuture(
                new Embeddings("m", List.of(new Embedding(new float[] {1, 0, 0}, 1))));
    assertComputed(ask(PARAPHRASE + "!!!"));
    assertThat(bench.calls()).isEqualTo(5);
    assertThat(bench.similar("failed")).isEqualTo(2);
  }

  @Test
  void law_a_cache_may_only_save_time_who_leaves_while_it_is_embedded_leaves_nothing_behind() {
    var slow = new CompletableFuture<Embeddings>();
    bench.embedder = text -> slow;
    var answer = bench.open(request(bench, "tenant", Sampling.GREEDY, QUESTION), CacheControl.NONE);
    bench.leave(answer);
    slow.complete(vector("m", QUESTION));
    bench.run();
    assertThat(bench.calls()).isZero();
    assertThat(bench.purses).allMatch(purse -> purse.closed);
  }

  private static CachedResponse withLogprob(CachedResponse kept, float logprob) {
    return new CachedResponse(
        kept.storedAtMillis(),
        kept.tier(),
        kept.confidence(),
        kept.escalations(),
        kept.predictedTokens(),
        kept.reason(),
        kept.usage(),
        kept.costPicoUsd(),
        kept.text(),
        kept.tokens().stream()
            .map(token -> new CachedResponse.Token(token.length(), logprob))
            .toList());
  }
}
