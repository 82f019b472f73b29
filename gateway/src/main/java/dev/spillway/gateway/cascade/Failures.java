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
   * The last failure that may pass. Only where the prompt is too long for every tier is that the
   * answer, with the longest of their contexts.
   */
  ErrorKind verdict() {
    ErrorKind verdict = new ErrorKind.Internal("the policy has no tier");
    var longest = -1;
    for (var kind : kinds) {
      if (!(kind instanceof ErrorKind.ContextTooLong tooLong)) {
        verdict = kind;
        longest = Integer.MAX_VALUE;
      } else if (tooLong.contextLength() > longest) {
        verdict = kind;
        longest = tooLong.contextLength();
      }
    }
    return verdict;
  }
}
