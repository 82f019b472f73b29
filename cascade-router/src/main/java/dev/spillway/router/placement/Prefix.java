package dev.spillway.router.placement;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.worker.SharedPrefix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A prompt in blocks of {@value #CHARACTERS} characters, each known by a hash of itself and all
 * before it, of whom the prompt is and for which model. What is left at the end is no block.
 *
 * <p>A tenant's prompts have hashes of their own, so that nobody can learn from where his requests
 * go what others have asked (law 3). Only blocks wholly within messages that tenants share on
 * purpose have the same hashes for all of them. Only the first {@value #MOST} blocks count.
 */
public final class Prefix {
  /** Of ordinary English, 64 tokens or so. */
  static final int CHARACTERS = 256;

  private static final int MOST = 1_024;
  private static final long FNV = 0x100000001B3L;

  private final long[] blocks;

  private Prefix(long[] blocks) {
    this.blocks = blocks;
  }

  /** Blocks that are known by their hashes already, each of a whole prefix. */
  public static Prefix of(long... hashes) {
    return new Prefix(hashes.clone());
  }

  /** The blocks of a dialogue that shares its first messages with other tenants, or none. */
  public static Prefix of(
      String tenant, Optional<SharedPrefix> shared, String model, List<ChatMessage> messages) {
    var hashing = new Hashing();
    int own = shared.map(SharedPrefix::messages).orElse(0);
    shared.ifPresent(all -> hashing.mix(all.namespace() + "\0" + model));
    for (int i = 0; i < messages.size(); i++) {
      if (i == own) {
        hashing.mix(tenant + "\0" + model);
      }
      hashing.take("\0" + messages.get(i).role().wireName() + "\0");
      hashing.take(messages.get(i).content());
    }
    return new Prefix(Arrays.copyOf(hashing.blocks, hashing.count));
  }

  int size() {
    return blocks.length;
  }

  long block(int index) {
    return blocks[index];
  }

  private static final class Hashing {
    private long[] blocks = new long[16];
    private int count;
    private long hash = 0xCBF29CE484222325L;
    private int characters;

    /** Whose block it is that is not complete yet, and all after it. */
    void mix(String whose) {
      for (int i = 0; i < whose.length(); i++) {
        hash = (hash ^ whose.charAt(i)) * FNV;
      }
    }

    void take(String text) {
      for (int i = 0; i < text.length() && count < MOST; i++) {
        hash = (hash ^ text.charAt(i)) * FNV;
        if (++characters == CHARACTERS) {
          characters = 0;
          if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
          }
          blocks[count++] = hash;
        }
      }
    }
  }
}
