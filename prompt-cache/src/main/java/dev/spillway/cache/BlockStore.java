package dev.spillway.cache;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where computed blocks are kept beyond one process.
 *
 * <p>Law "a cache may only save time": nothing here blocks, throws, or fails a request. A store
 * that is gone, slow or full has nothing and takes nothing.
 */
public interface BlockStore extends AutoCloseable {
  /** Has nothing and takes nothing. */
  BlockStore NONE = new NoBlockStore();

  /** How many of the named blocks are there, from the first to the first that is not. */
  CompletionStage<Integer> present(List<String> names);

  /**
   * A block's value. Those that are asked for one after the other come in that order. Being read
   * makes it stay longer.
   */
  CompletionStage<Optional<byte[]>> read(String name);

  /** Keeps a block's value, which must not change from now on; false if it is not taken. */
  boolean write(String name, byte[] value);

  /** Whether {@link #write} would take a value of so many bytes. */
  boolean takes(int bytes);

  /** In a word or two, for whoever looks after it. */
  String state();

  @Override
  void close();
}
