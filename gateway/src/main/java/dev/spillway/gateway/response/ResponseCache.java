package dev.spillway.gateway.response;

import dev.spillway.cache.CachedResponse;
import dev.spillway.cache.ResponseKey;
import dev.spillway.cache.ResponseStore;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Answers;
import dev.spillway.gateway.cascade.CascadeMeters;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.gateway.cascade.Purse;
import dev.spillway.gateway.cascade.Witness;
import dev.spillway.gateway.config.ResponsesConfig.Keep;
import dev.spillway.gateway.tenancy.Namespaces;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * Answers requests with what was answered before, or is being answered, and has the others
 * computed.
 *
 * <p>A request is looked for where its answer would be the same again: its temperature is 0 or it
 * names a seed; or where the client says by {@code Cache-Control: max-age} that an older answer
 * will do. Its {@link ResponseKey} has everything that the answer depends on: the tenant's
 * namespace, the policy's name and version, the tiers and the weights that serve them, all
 * messages, all parameters of sampling.
 *
 * <p>Law "tenants do not meet": a tenant is answered with what was answered to itself. Law "a cache
 * may only save time": a store that is gone, slow, full or wrong has nothing, and a computation
 * that was shared and failed is made again for those who shared it. With Redis down requests that
 * are here at the same time are still computed once.
 *
 * <p>Where the policy allows it, the answer to a question that asks the same in other words will do
 * as well: {@link SimilarAnswers}.
 *
 * <p>A request goes by this or by no cache at all; a {@link Flight} stands for each answer under
 * way, a {@link Reader} for each client of it.
 */
public final class ResponseCache {
  final ResponseMeters meters;
  final CascadeMeters cascadeMeters;
  final Witness witness;
  final Limits limits;
  private final Answers answers;
  private final ResponseStore store;
  private final SimilarAnswers similar;
  private final Namespaces namespaces;
  private final Models models;
  private final InstantSource clock;
  private final Map<FlightKey, Flight> flights = new ConcurrentHashMap<>();

  /**
   * @param entry bytes of the largest answer that is kept
   * @param flights different requests that others may wait for
   * @param followers requests that may wait for one
   */
  record Limits(Keep keep, int entry, boolean coalesce, int flights, int followers) {}

  ResponseCache(
      Answers answers,
      ResponseStore store,
      SimilarAnswers similar,
      Namespaces namespaces,
      Models models,
      ResponseMeters meters,
      CascadeMeters cascadeMeters,
      Witness witness,
      InstantSource clock,
      Limits limits) {
    this.answers = answers;
    this.store = store;
    this.similar = similar;
    this.namespaces = namespaces;
    this.models = models;
    this.meters = meters;
    this.cascadeMeters = cascadeMeters;
    this.witness = witness;
    this.clock = clock;
    this.limits = limits;
    meters.flights(flights::size);
  }

  /**
   * The answer to one request.
   *
   * @param purse is closed when the request is over, if anybody subscribes
   * @param control what its client says of caches
   * @param loop where the publisher is subscribed to, its subscriber called, and its subscription
   *     used
   */
  public Flow.Publisher<AnswerEvent> answer(
      CascadeRequest request, Purse purse, CacheControl control, Loop loop) {
    if (control.noStore() || !mayShare(request, control)) {
      return afresh(request, answers.answer(request, purse, loop));
    }
    var namespace = namespaces.of(request.tenant());
    var key = ResponseKey.of(namespace, answeredBy(request), request.chat());
    if (control.noCache()) {
      return afresh(request, computeAndKeep(key, request, purse, loop));
    }
    var flight = new FlightKey(key, control.maxAgeSeconds());
    return client -> new Reader(this, flight, request, purse, loop, client).start();
  }

  private Flow.Publisher<AnswerEvent> afresh(
      CascadeRequest request, Flow.Publisher<AnswerEvent> answer) {
    meters.used(request.policy().name(), Provenance.Kind.BYPASS);
    return answer;
  }

  private boolean mayShare(CascadeRequest request, CacheControl control) {
    return (limits.keep() != Keep.OFF || limits.coalesce())
        && (limits.keep() == Keep.ALL
            || control.maxAgeSeconds().isPresent()
            || request.chat().sampling().repeatable());
  }

  private List<String> answeredBy(CascadeRequest request) {
    var fields = new ArrayList<String>();
    fields.add(request.policy().name());
    fields.add(
        request.version().isPresent() ? Integer.toString(request.version().getAsInt()) : "tier");
    for (var tier : request.tiers()) {
      fields.add(tier.name());
      fields.add(tier.model());
      fields.add(String.join(",", models.fingerprints(tier.model())));
    }
    return fields;
  }

  /** The flight for a key: the one that there is, else the one that is given. */
  Flight join(FlightKey key, Flight own) {
    if (!limits.coalesce()) {
      return own;
    }
    var there = flights.get(key);
    if (there == null && flights.size() < limits.flights()) {
      there = flights.putIfAbsent(key, own);
    }
    return there == null ? own : there;
  }

  void landed(FlightKey key, Flight flight) {
    flights.remove(key, flight);
  }

  /** An answer that was kept to this request, or else to one that asks the same. */
  CompletionStage<Lookup> find(FlightKey key, CascadeRequest request) {
    return store
        .find(key.key())
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(again(key, request, found.get()))
                    : similar
                        .seek(key.key(), answeredBy(request), request)
                        .thenApply(sought -> similar(key, request, sought)));
  }

  private Lookup again(FlightKey key, CascadeRequest request, CachedResponse found) {
    return replay(key, request, found, found.confidence(), Provenance::hit)
        .map(Lookup::of)
        .orElse(Lookup.NOTHING);
  }

  private Lookup similar(FlightKey key, CascadeRequest request, SimilarAnswers.Sought sought) {
    return new Lookup(
        sought
            .answer()
            .flatMap(
                found ->
                    replay(
                        key,
                        request,
                        found.response(),
                        OptionalDouble.of(found.confidence()),
                        age -> Provenance.similar(age, found.cosine()))),
        sought.kept(),
        sought.meaning());
  }

  /** The events of an answer, if it will do. */
  private Optional<List<AnswerEvent>> replay(
      FlightKey key,
      CascadeRequest request,
      CachedResponse response,
      OptionalDouble confidence,
      Function<Duration, Provenance> provenance) {
    var age = Duration.ofMillis(Math.max(0, clock.millis() - response.storedAtMillis()));
    var most = key.maxAgeSeconds();
    if (most.isPresent() && age.compareTo(Duration.ofSeconds(most.getAsLong())) > 0) {
      return Optional.empty();
    }
    return request.tiers().stream()
        .filter(tier -> tier.name().equals(response.tier()))
        .findFirst()
        .map(tier -> Replay.of(response, request, tier, confidence, provenance.apply(age)));
  }

  Flow.Publisher<AnswerEvent> compute(CascadeRequest request, Purse purse, Loop loop) {
    return answers.answer(request, purse, loop);
  }

  Flow.Publisher<AnswerEvent> computeAndKeep(
      ResponseKey key, CascadeRequest request, Purse purse, Loop loop) {
    return client ->
        compute(request, purse, loop)
            .subscribe(
                new Recorder(
                    client, recording(request), recording -> keep(key, recording, () -> {})));
  }

  Recording recording(CascadeRequest request) {
    return new Recording(request.chat().sampling(), limits.entry());
  }

  /**
   * @param kept is run if the answer is worth keeping, and taken
   */
  void keep(ResponseKey key, Recording recording, Runnable kept) {
    var response = recording.response(clock.millis());
    if (response.isPresent() && store.keep(key, response.get())) {
      kept.run();
    }
  }
}
