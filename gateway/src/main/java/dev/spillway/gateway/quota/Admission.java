package dev.spillway.gateway.quota;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.cascade.Purse;
import java.util.Map;

/** Whether a request may go on. */
public sealed interface Admission {

  /** {@code x-ratelimit-…}, as OpenAI's clients know them. */
  Map<String, String> headers();

  /** It may. Whoever has the purse has to close it. */
  record Admitted(Map<String, String> headers, Purse purse) implements Admission {
    public Admitted {
      headers = Map.copyOf(headers);
    }
  }

  /** It may not. */
  record Refused(Map<String, String> headers, ErrorKind kind) implements Admission {
    public Refused {
      headers = Map.copyOf(headers);
    }
  }
}
