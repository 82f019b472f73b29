package dev.spillway.cache;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where whole answers are kept beyond one process.
 *
 * <p>Law "a cache may only save time": nothing here blocks, throws, or fails a request. A store
 * that is gone, slow or full has nothing and takes nothing.
 */
public interface ResponseStore extends AutoCloseable {
  /** Has nothing and takes nothing. */
  ResponseStore NONE = new NoResponseStore();

  /** The answer to the request of this key, if it is there, and there in time. */
  CompletionStage<Optional<CachedResponse>> find(ResponseKey key);

  /** Keeps an answer for its time; false if it is not taken. */
  boolean keep(ResponseKey key, CachedResponse response);

  @Override
  void close();
}
