package dev.spillway.gateway.telemetry;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Tier;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/** Where spans of requests are made. */
interface Spans {

  /** Nobody wants any. */
  Spans NONE = http -> Request.NONE;

  Request begin(HttpServerRequest http);

  /** The span of a request. */
  interface Request {
    Request NONE =
        new Request() {
          @Override
          public void routed(Journey.Routed routed) {}

          @Override
          public void text(String text) {}

          @Override
          public Call asks(Tier tier, String worker, boolean resumed) {
            return Call.NONE;
          }

          @Override
          public void over(
              Journey.Result result, int status, Optional<ErrorKind> error, boolean clientGone) {}
        };

    void routed(Journey.Routed routed);

    /** More of the answer. */
    void text(String text);

    Call asks(Tier tier, String worker, boolean resumed);

    void over(Journey.Result result, int status, Optional<ErrorKind> error, boolean clientGone);
  }

  /** The span of one call of a worker. */
  interface Call {
    Call NONE =
        new Call() {
          @Override
          public Map<String, String> trace() {
            return Map.of();
          }

          @Override
          public void over(Usage used, Optional<ErrorKind> failure) {}
        };

    /** Headers that continue the trace. */
    Map<String, String> trace();

    void over(Usage used, Optional<ErrorKind> failure);
  }
}
