package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import java.util.ArrayList;
import java.util.List;

/** Why the attempts before an answer failed, and what to tell the client if none succeeds. */
final class Failures {
  private final List<ErrorKind> kinds = new ArrayList<>();

  void add(ErrorKind kind) {
    kinds.add(kind);
  }

  ErrorKind last() {
    return kinds.getLast();
  }

  /**
   * The last failure that may pass. Only where no tier can ever serve the request is that the
   * answer: the prompt is too long, with the longest of the contexts of those who can do what is
   * demanded, or nobody can.
   */
  ErrorKind verdict() {
    ErrorKind verdict = new ErrorKind.Internal("the policy has no tier");
    var weight = Integer.MIN_VALUE;
    for (var kind : kinds) {
      if (weight(kind) >= weight) {
        verdict = kind;
        weight = weight(kind);
      }
    }
    return verdict;
  }

  private static int weight(ErrorKind kind) {
    return switch (kind) {
      case ErrorKind.Unsupported unsupported -> -1;
      case ErrorKind.ContextTooLong tooLong -> tooLong.contextLength();
      default -> Integer.MAX_VALUE;
    };
  }
}
