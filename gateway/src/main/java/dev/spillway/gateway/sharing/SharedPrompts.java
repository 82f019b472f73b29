package dev.spillway.gateway.sharing;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.policy.Coalesced;
import dev.spillway.gateway.tenancy.Ids;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * The prompts that an administrator lets all tenants share, as they are in force here.
 *
 * <p>A change is in force at this gateway when it is answered, at all others on the same Redis by
 * notice, within a second, and with Redis gone at the next look into the database, which is every
 * few seconds. What was read is good for so long only: a gateway that cannot read the database
 * shares nothing any more after that, because it would not hear of a deletion. Requests read a
 * snapshot and never wait.
 *
 * <p>Each change is one log line with id, name and size, and nothing of the text.
 */
public final class SharedPrompts {
  private static final Logger LOG = Logger.getLogger(SharedPrompts.class);

  /** Each is compared with what requests begin with. */
  static final int MOST = 100;

  /** The most messages of one. */
  public static final int MOST_MESSAGES = 16;

  /** The most characters of one. */
  public static final int MOST_CHARACTERS = Beginning.MOST_CHARACTERS;

  private static final int REMEMBERED = 1_000;

  private final SharedPromptStore store;
  private final Clock clock;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final long goodFor;
  private final Coalesced reading = new Coalesced(this::read);

  /** Ids that were deleted here, which a reading that began before must not bring back. */
  private final Set<String> deleted =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  private volatile Runnable announce = () -> {};
  private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), List.of());
  private volatile long readAt;
  private volatile boolean wasRead;

  /**
   * One that a request begins with.
   *
   * @param messages how many
   */
  record Found(String digest, int messages) {}

  /**
   * @param lengths in messages, the longest first
   */
  private record Snapshot(
      Map<String, Listed> byId, Map<List<ChatMessage>, String> digests, List<Integer> lengths) {

    static Snapshot of(Map<String, Listed> prompts) {
      var digests = new HashMap<List<ChatMessage>, String>();
      prompts.values().forEach(each -> digests.put(each.messages(), each.digest()));
      var lengths =
          digests.keySet().stream()
              .map(List::size)
              .distinct()
              .sorted(Collections.reverseOrder())
              .toList();
      return new Snapshot(Map.copyOf(prompts), Map.copyOf(digests), lengths);
    }
  }

  private record Listed(List<ChatMessage> messages, String digest) {
    static Listed of(SharedPrompt prompt) {
      return new Listed(prompt.chat(), Beginning.digest(prompt.chat()));
    }
  }

  /**
   * @param random must not be predictable
   * @param goodFor how long what was read is in force
   */
  SharedPrompts(
      SharedPromptStore store,
      Clock clock,
      RandomGenerator random,
      LongSupplier nanoTime,
      Duration goodFor) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.nanoTime = nanoTime;
    this.goodFor = goodFor.toNanos();
  }

  /** What tells the other gateways of a change; must not wait. */
  void announcedBy(Runnable announcement) {
    announce = announcement;
  }

  /** Somebody changed something, or may have done so unheard. */
  void heard() {
    reading.ask();
  }

  /** How many are in force. */
  int size() {
    return isGood() ? snapshot.byId().size() : 0;
  }

  /** The longest that a request begins with. */
  Optional<Found> find(List<ChatMessage> messages) {
    var now = snapshot;
    if (now.lengths().isEmpty() || !isGood()) {
      return Optional.empty();
    }
    for (int length : now.lengths()) {
      if (length <= messages.size()) {
        var digest = now.digests().get(messages.subList(0, length));
        if (digest != null) {
          return Optional.of(new Found(digest, length));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * From now on these are shared.
   *
   * @param messages as {@link #MOST_MESSAGES} and {@link #MOST_CHARACTERS} allow
   * @return fails with {@link ErrorKind.Conflict} if they are already, or too many others are
   */
  public Uni<SharedPrompt> list(String name, List<ChatMessage> messages) {
    var prompt =
        new SharedPrompt(
            "prompt_" + Ids.random(random),
            name,
            messages.stream().map(SharedPrompt.Message::of).toList(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    var digest = Beginning.digest(messages);
    return store
        .insert(prompt, digest, MOST)
        .chain(
            done ->
                done ? Uni.createFrom().item(prompt) : store.findByDigest(digest).map(this::refuse))
        .invoke(
            listed -> {
              change(prompts -> prompts.put(listed.id(), Listed.of(listed)));
              LOG.infof(
                  "Shared prompt %s (%s) is listed: %d messages, %d characters",
                  listed.id(), listed.name(), messages.size(), Beginning.characters(messages));
              announce.run();
            });
  }

  private SharedPrompt refuse(Optional<SharedPrompt> same) {
    throw new SpillwayException(
        same.map(
                found ->
                    new ErrorKind.Conflict(
                        "messages", "these messages are listed already, as " + found.id()))
            .orElseGet(
                () ->
                    new ErrorKind.Conflict(
                        "messages", "%d are listed already; delete one first".formatted(MOST))));
  }

  /** From now on it is shared no more, unless enough tenants have sent it themselves. */
  public Uni<Void> delete(String id) {
    return store
        .delete(id)
        .invoke(
            done -> {
              if (!done) {
                throw missing();
              }
              synchronized (this) {
                deleted.add(id);
              }
              change(prompts -> prompts.remove(id));
              LOG.infof("Shared prompt %s is deleted", id);
              announce.run();
            })
        .replaceWithVoid();
  }

  public Uni<SharedPrompt> get(String id) {
    return store.find(id).map(found -> found.orElseThrow(SharedPrompts::missing));
  }

  public Uni<List<SharedPrompt>> page(String after, int limit) {
    return store.page(after, limit);
  }

  /** Stays as it was where that fails, until it is not good any more. */
  private Uni<Void> read() {
    long began = nanoTime.getAsLong();
    return store
        .ids(MOST)
        .chain(
            ids -> {
              var unknown = new HashSet<>(ids);
              unknown.removeAll(snapshot.byId().keySet());
              return store.all(unknown).invoke(added -> take(ids, added, began));
            })
        .replaceWithVoid();
  }

  private synchronized void take(Set<String> ids, List<SharedPrompt> added, long began) {
    change(
        prompts -> {
          prompts.keySet().retainAll(ids);
          added.forEach(each -> prompts.put(each.id(), Listed.of(each)));
          prompts.keySet().removeAll(deleted);
        });
    readAt = began;
    wasRead = true;
  }

  private synchronized void change(Consumer<Map<String, Listed>> change) {
    var prompts = new HashMap<>(snapshot.byId());
    change.accept(prompts);
    if (!prompts.keySet().equals(snapshot.byId().keySet())) {
      snapshot = Snapshot.of(prompts);
    }
  }

  private boolean isGood() {
    return wasRead && nanoTime.getAsLong() - readAt < goodFor;
  }

  private static SpillwayException missing() {
    return new SpillwayException(new ErrorKind.NotFound("there is no shared prompt with this id"));
  }
}
