package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import io.vertx.core.MultiMap;
import java.util.List;

/** How an engine is asked, and how it answers. */
interface Wire {

  /** Where this answer is asked for, below the endpoint's base. */
  String path(GenerateRequest request);

  /** Adds what the engine wants to see, the key among it unless that is empty. */
  void addHeaders(MultiMap headers, String key);

  /** Adds what the engine is told of a request beside its body. */
  default void addHeaders(MultiMap headers, GenerateRequest request) {}

  /** What asks for a streamed answer. */
  JsonNode body(GenerateRequest request, String model);

  /** For the answer to one request. */
  Decoder decoder(GenerateRequest request);

  /**
   * Makes events of an engine's stream, in the order that {@link
   * dev.spillway.contracts.worker.Worker} promises.
   */
  interface Decoder {

    /**
     * @throws dev.spillway.contracts.error.SpillwayException where the engine says that it failed,
     *     or says what cannot be understood
     */
    List<GenerateEvent> read(ServerSentEvent event);

    /** The stream has ended: the answer's end, if it came to it and that was not told before. */
    List<GenerateEvent> end();
  }
}
