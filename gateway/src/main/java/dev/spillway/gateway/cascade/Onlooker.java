package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Tier;
import java.util.Map;
import java.util.Optional;

/**
 * Sees what one request asks of workers, while it does. All of it happens on the request's loop and
 * must neither wait nor fail. What is asked beside a request, for nobody who waits, is not seen.
 */
public interface Onlooker {
  Onlooker NOBODY = (tier, worker, resumed) -> Asked.UNSEEN;

  /**
   * A worker is about to be asked.
   *
   * @param resumed whether it is to go on with what another one began
   */
  Asked asks(Tier tier, String worker, boolean resumed);

  /**
   * The request waits without asking for a reply: until its question is embedded, or because
   * workers are given time before one is asked again.
   *
   * @return is run when it goes on, or never
   */
  default Runnable waits() {
    return () -> {};
  }

  /** One worker, asked for one reply or the rest of one. */
  interface Asked {
    Asked UNSEEN =
        new Asked() {
          @Override
          public Map<String, String> trace() {
            return Map.of();
          }

          @Override
          public void over(Usage usage, Optional<ErrorKind> failure) {}
        };

    /** What the worker is told, so that its spans are of the same trace. */
    Map<String, String> trace();

    /**
     * Nothing more comes of it.
     *
     * @param usage as far as the worker said
     * @param failure absent where the reply is complete, or nobody wants more of it
     */
    void over(Usage usage, Optional<ErrorKind> failure);
  }
}
