package dev.spillway.gateway.response;

import dev.spillway.cache.CachedResponse;
import dev.spillway.cache.ResponseKey;
import dev.spillway.cache.ResponseStore;
import dev.spillway.cache.similar.Differences;
import dev.spillway.cache.similar.NearQuestions;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.meaning.QuestionMeanings;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.policy.Questions;
import dev.spillway.router.policy.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Finds an answer that was kept to a question like this one. GPTCache (Bang 2023, NLP-OSS) goes by
 * nearness; vCache (Schroeder et al. 2025, arXiv 2502.03771) is about how often that is wrong.
 *
 * <p>That two texts are near says little of whether they ask the same. So three have to agree. The
 * embeddings are as near as the policy's {@link Similarity} wants; {@link Differences} finds that
 * the words differ in how something is asked alone; and the policy's rule, which has learned when
 * such an answer to such a question is right, says that this answer to <em>this</em> question
 * probably is. A rule that cannot judge that cannot have this. The first two see to it that the
 * questions are the same, the last that an answer is not given again of which nobody was sure: it
 * has learned from answers to their own questions, and would not notice a mix-up of two.
 *
 * <p>Only the last message may differ, and it is the user's: what was said before is equal, and so
 * are tenant, policy, weights and sampling. An answer that was found like this is not kept as the
 * answer to its question, so that no chain of questions leads away from the first.
 *
 * <p>Law "a cache may only save time": if no worker embeds, or not soon, or what it says is of no
 * use, or anything else fails, there is no such answer. Law "tenants do not meet": the namespace is
 * part of the context, and each has questions of its own.
 */
final class SimilarAnswers {
  /** Nearer ones are likelier; beyond a few nobody agrees any more. */
  private static final int CANDIDATES = 4;

  /** In the place of the question, which may differ. */
  private static final ChatMessage ANY = new ChatMessage(Role.USER, "");

  private final Function<String, CompletionStage<Embeddings>> embedder;
  private final NearQuestions questions;
  private final ResponseStore store;
  private final ResponseMeters meters;

  /**
   * What came of it.
   *
   * @param answer that was found
   * @param kept is run when an answer to the question itself is kept
   * @param meaning of the question, where what was embedded is what a router goes by
   */
  record Sought(Optional<Verified> answer, Runnable kept, Optional<Meaning> meaning) {
    static final Sought NOTHING = new Sought(Optional.empty(), () -> {}, Optional.empty());
  }

  /**
   * An answer to another question.
   *
   * @param confidence the probability that it is right for this one
   * @param cosine of the two questions
   */
  record Verified(CachedResponse response, double confidence, double cosine) {}

  /**
   * @param embedder of one text; may fail and may not take long
   */
  SimilarAnswers(
      Function<String, CompletionStage<Embeddings>> embedder,
      NearQuestions questions,
      ResponseStore store,
      ResponseMeters meters) {
    this.embedder = embedder;
    this.questions = questions;
    this.store = store;
    this.meters = meters;
    meters.questions(questions);
  }

  /**
   * Never fails.
   *
   * @param key of the request, to which no answer is kept
   * @param answeredBy as in the key
   */
  CompletionStage<Sought> seek(ResponseKey key, List<String> answeredBy, CascadeRequest request) {
    var similarity = request.policy().conduct().similar();
    if (similarity.isEmpty()) {
      return CompletableFuture.completedFuture(Sought.NOTHING);
    }
    var last = request.chat().messages().getLast();
    if (last.role() != Role.USER
        || !last.isPlain()
        || request.chat().demands().raw()
        || !request.chat().demands().tools().isEmpty()
        || !Differences.canCompare(last.content())) {
      meters.similar("unfit");
      return CompletableFuture.completedFuture(Sought.NOTHING);
    }
    return embedder
        .apply(last.content())
        .thenCompose(
            embeddings -> near(search(key, answeredBy, request, embeddings), similarity.get()))
        .exceptionally(
            failure -> {
              meters.similar("failed");
              return Sought.NOTHING;
            });
  }

  /**
   * What is looked for.
   *
   * @param context names all that must be equal
   */
  private record Search(
      ResponseKey key, String context, Embeddings vectors, CascadeRequest request) {
    String question() {
      return request.chat().messages().getLast().content();
    }

    float[] vector() {
      return vectors.each().getFirst().vector();
    }

    Optional<Meaning> meaning() {
      return Questions.toEmbed(request.chat().messages()).equals(question())
          ? QuestionMeanings.first(vectors)
          : Optional.empty();
    }
  }

  private static Search search(
      ResponseKey key, List<String> answeredBy, CascadeRequest request, Embeddings embeddings) {
    var chat = request.chat();
    var messages = new ArrayList<>(chat.messages());
    messages.set(messages.size() - 1, ANY);
    var before = new ChatRequest(chat.model(), messages, chat.sampling(), chat.demands());
    var fields = new ArrayList<>(answeredBy);
    fields.add(embeddings.model());
    var context = ResponseKey.of(key.namespace(), fields, before).hash();
    return new Search(key, context, embeddings, request);
  }

  private CompletionStage<Sought> near(Search search, Similarity similarity) {
    var vector = search.vector();
    Runnable kept = () -> questions.add(search.context, vector, search.question(), search.key);
    var near =
        questions.near(
            search.key.namespace(), search.context, vector, similarity.cosine(), CANDIDATES);
    var differences =
        near.stream().map(other -> Differences.between(other.text(), search.question())).toList();
    int same = differences.indexOf(Optional.<Differences.Difference>empty());
    if (same < 0) {
      if (near.isEmpty()) {
        meters.similar("none");
      } else {
        differences.getFirst().ifPresent(meters::different);
      }
      return CompletableFuture.completedFuture(
          new Sought(Optional.empty(), kept, search.meaning()));
    }
    var other = near.get(same);
    return store
        .find(other.key())
        .thenApply(
            found -> {
              if (found.isEmpty()) {
                questions.forget(other.key());
                meters.similar("gone");
              }
              return new Sought(
                  found.flatMap(answer -> verified(answer, other, similarity, search)),
                  kept,
                  search.meaning());
            });
  }

  private Optional<Verified> verified(
      CachedResponse answer, NearQuestions.Near other, Similarity similarity, Search search) {
    var request = search.request;
    var policy = request.policy();
    int tier = policy.tiers().indexOf(answer.tier());
    if (tier < 0) {
      meters.similar("gone");
      return Optional.empty();
    }
    var confidence =
        policy
            .rule()
            .judge(
                request.chat().messages(),
                search.meaning(),
                tier,
                answer.text(),
                new Money(answer.costPicoUsd()),
                statistics(answer));
    if (confidence.orElse(0) < similarity.confidence()) {
      meters.similar("doubted");
      return Optional.empty();
    }
    meters.similar("found");
    return Optional.of(new Verified(answer, confidence.getAsDouble(), other.cosine()));
  }

  private static AnswerStatistics statistics(CachedResponse answer) {
    var statistics = AnswerStatistics.EMPTY;
    for (var token : answer.tokens()) {
      statistics = statistics.plus(token.logprob());
    }
    return statistics;
  }
}
