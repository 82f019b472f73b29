package dev.spillway.standalone.replay.trace;

import java.util.Comparator;
import java.util.List;

/**
 * Requests in the order of their arrival, the first at zero.
 *
 * @param name for people
 * @param form of the file, for people
 */
public record Trace(String name, String form, List<TraceRequest> requests) {
  public Trace {
    requests = List.copyOf(requests);
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("a trace has at least one request");
    }
  }

  /** Of requests in any order, whose time begins anywhere; those of one instant stay in order. */
  static Trace of(String name, String form, List<TraceRequest> requests) {
    var sorted = requests.stream().sorted(Comparator.comparingLong(TraceRequest::arrival)).toList();
    long first = sorted.getFirst().arrival();
    return new Trace(name, form, sorted.stream().map(r -> r.at(r.arrival() - first)).toList());
  }

  public int size() {
    return requests.size();
  }

  /** From the first arrival to the last. */
  public double seconds() {
    return requests.getLast().arrival() / 1e9;
  }

  /** Requests per second; infinite if they all come at once. */
  public double rate() {
    return (size() - 1) / seconds();
  }

  public int longestAnswer() {
    return requests.stream().mapToInt(TraceRequest::answerTokens).max().orElseThrow();
  }

  public long promptTokens() {
    return requests.stream().mapToLong(TraceRequest::promptTokens).sum();
  }

  public long answerTokens() {
    return requests.stream().mapToLong(TraceRequest::answerTokens).sum();
  }

  /** The same requests, arriving {@code factor} times as slowly. */
  public Trace stretched(double factor) {
    return new Trace(
        name, form, requests.stream().map(r -> r.at(Math.round(r.arrival() * factor))).toList());
  }
}
