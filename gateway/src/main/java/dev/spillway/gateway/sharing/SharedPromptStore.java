package dev.spillway.gateway.sharing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shared prompts in PostgreSQL. Rows go there and come back as JSON. */
final class SharedPromptStore {
  private static final String ROW =
      """
      select cast(json_build_object('id', id, 'name', name, 'messages', messages,
        'created_at', created_at) as text) from shared_prompt
      """;

  private static final String INSERT =
      """
      insert into shared_prompt (id, name, messages, sha256, created_at)
      select p.id, p.name, p.messages, :sha256, p.created_at
      from json_populate_record(cast(null as shared_prompt), cast(cast(:row as text) as json)) p
      where (select count(*) from shared_prompt) < :most
      on conflict (sha256) do nothing
      """;

  private final Database database;
  private final ObjectMapper json;

  SharedPromptStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** Adds one; false if there are so many already, or one with this digest. */
  Uni<Boolean> insert(SharedPrompt prompt, String digest, int most) {
    return database.change(
        (session, entry) ->
            session
                .createNativeQuery(INSERT)
                .setParameter("row", write(prompt))
                .setParameter("sha256", digest)
                .setParameter("most", (long) most)
                .executeUpdate()
                .map(rows -> rows == 1)
                .call(
                    done -> done ? entry.write(session, null, fields(prompt, digest)) : nothing()));
  }

  /** False if it was not there. */
  Uni<Boolean> delete(String id) {
    return database.change(
        (session, entry) ->
            session
                .createNativeQuery("delete from shared_prompt where id = :id")
                .setParameter("id", id)
                .executeUpdate()
                .map(rows -> rows == 1)
                .call(done -> done ? entry.write(session, Map.of("id", id), null) : nothing()));
  }

  /** What the log of changes says of a prompt: which, and nothing of its text. */
  private static Map<String, Object> fields(SharedPrompt prompt, String digest) {
    return Map.of("id", prompt.id(), "name", prompt.name(), "messages_sha256", digest);
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  Uni<Optional<SharedPrompt>> find(String id) {
    return rows(ROW + "where id = :it", id).map(rows -> rows.stream().findFirst());
  }

  Uni<Optional<SharedPrompt>> findByDigest(String digest) {
    return rows(ROW + "where sha256 = :it", digest).map(rows -> rows.stream().findFirst());
  }

  /** In order of ids. */
  Uni<List<SharedPrompt>> page(String after, int limit) {
    return database
        .transaction(
            session ->
                session
                    .createNativeQuery(ROW + "where id > :it order by id limit :most", String.class)
                    .setParameter("it", after)
                    .setParameter("most", (long) limit)
                    .getResultList())
        .map(this::read);
  }

  /** The ids of the oldest. */
  Uni<Set<String>> ids(int most) {
    return database
        .transaction(
            session ->
                session
                    .createNativeQuery(
                        "select id from shared_prompt order by created_at, id limit :most",
                        String.class)
                    .setParameter("most", (long) most)
                    .getResultList())
        .map(Set::copyOf);
  }

  /** Those of these that are there. */
  Uni<List<SharedPrompt>> all(Set<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : rows(ROW + "where id = any(string_to_array(:it, ','))", String.join(",", ids));
  }

  private Uni<List<SharedPrompt>> rows(String statement, String parameter) {
    return database
        .transaction(
            session ->
                session
                    .createNativeQuery(statement, String.class)
                    .setParameter("it", parameter)
                    .getResultList())
        .map(this::read);
  }

  private String write(SharedPrompt prompt) {
    try {
      return json.writeValueAsString(prompt);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a shared prompt cannot be written as JSON", e);
    }
  }

  private List<SharedPrompt> read(List<String> rows) {
    return rows.stream().map(this::read).toList();
  }

  private SharedPrompt read(String row) {
    try {
      return json.readValue(row, SharedPrompt.class);
    } catch (JsonProcessingException e) {
      // its message would repeat the row
      e.clearLocation();
      throw new IllegalStateException("a stored prompt cannot be read", e);
    }
  }
}
