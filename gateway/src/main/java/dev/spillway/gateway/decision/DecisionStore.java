package dev.spillway.gateway.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Decisions in PostgreSQL. Rows go there and come back as JSON, one parameter for a whole batch and
 * one column for a whole row: {@link DecisionRow} is the only place that names them, but for the
 * two lists here.
 */
public final class DecisionStore {

  /** The most rows of a page: each may have as much text as is kept of a request. */
  public static final int MAX_PAGE = 200;

  // Casts go through text so that the driver sends text, whatever the type.
  private static final String INSERT =
      """
      insert into decision
        (request_id, created_at, policy, policy_version, tier, confidence, escalations,
         predicted_tokens, streamed, finish_reason, cost_usd, cost_if_largest_usd, first_token_ms,
         total_ms, cache, similarity, asked, propensity, drawn, aside_cost_usd, messages, project,
         judge_propensity, judge_drawn, verdict)
      select * from json_to_recordset(cast(cast(:rows as text) as json)) as row
        (request_id text, created_at timestamptz, policy text, policy_version integer, tier text,
         confidence double precision, escalations integer, predicted_tokens integer,
         streamed boolean, finish_reason text, cost_usd numeric, cost_if_largest_usd numeric,
         first_token_ms double precision, total_ms double precision, cache text,
         similarity double precision, asked json, propensity double precision, drawn boolean,
         aside_cost_usd numeric, messages json,
         project text, judge_propensity double precision, judge_drawn boolean, verdict json)
      on conflict do nothing
      """;

  private static final String SELECT =
      """
      select cast(row_to_json(r) as text) from (
        select d.request_id, d.created_at, d.policy, d.policy_version, d.tier, d.confidence,
          d.escalations, d.predicted_tokens, d.streamed, d.finish_reason,
          cast(d.cost_usd as text) as cost_usd,
          cast(d.cost_if_largest_usd as text) as cost_if_largest_usd,
          d.first_token_ms, d.total_ms, d.cache, d.similarity, d.asked, d.propensity, d.drawn,
          cast(d.aside_cost_usd as text) as aside_cost_usd, d.messages,
          d.project, d.judge_propensity, d.judge_drawn, d.verdict,
          (select json_agg(json_build_object('source', l.source, 'quality', l.quality,
              'comment', l.comment, 'created_at', l.created_at) order by l.source)
            from label l where l.request_id = d.request_id) as labels
        from decision d
        where true\
      """;

  /**
   * Without what was asked and replied, which fitting does not need. Where no tier was asked, as
   * for an answer from the cache, the aggregate of nothing is null.
   */
  private static final String SELECT_FIGURES =
      SELECT
          .replace(
              "d.asked,",
              "coalesce((select json_agg(cast(a as jsonb) - 'text')"
                  + " from json_array_elements(d.asked) a), '[]') as asked,")
          .replace(", d.messages,", ",");

  private static final String LATEST_FIRST =
      """

        order by d.created_at desc, d.request_id desc
        limit :limit) r
      order by r.created_at desc, r.request_id desc
      """;

  private final Database database;
  private final ObjectMapper json;

  public DecisionStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** Adds decisions. Those that are there already stay as they are. */
  Uni<Void> insert(List<DecisionRow> rows) {
    return Uni.createFrom()
        .item(() -> write(rows))
        .chain(
            text ->
                database.transaction(
                    session ->
                        session
                            .createNativeQuery(INSERT)
                            .setParameter("rows", text)
                            .executeUpdate()))
        .replaceWithVoid();
  }

  /**
   * Decisions with their labels, latest first.
   *
   * @param after those that come after this one; absent: from the latest
   * @param limit at most so many, up to {@link #MAX_PAGE}
   */
  public Uni<List<DecisionRow>> page(DecisionFilter filter, Optional<Cursor> after, int limit) {
    return select(SELECT, where(filter, after), Math.min(limit, MAX_PAGE)).map(this::read);
  }

  /**
   * The same.
   *
   * @param reader where the rows are read, because texts take a while
   */
  public Uni<List<DecisionRow>> page(
      DecisionFilter filter, Optional<Cursor> after, int limit, Executor reader) {
    return select(SELECT, where(filter, after), Math.min(limit, MAX_PAGE))
        .emitOn(reader)
        .map(this::read);
  }

  /**
   * The same without texts, and so in pages of any size.
   *
   * @param reader where the rows are read, because many of them take a while
   */
  public Uni<List<DecisionRow>> figures(
      DecisionFilter filter, Optional<Cursor> after, int limit, Executor reader) {
    return select(SELECT_FIGURES, where(filter, after), limit).emitOn(reader).map(this::read);
  }

  private static Where where(DecisionFilter filter, Optional<Cursor> after) {
    var where = new Where();
    filter.policy().ifPresent(policy -> where.and("d.policy = :policy", "policy", policy));
    filter.tier().ifPresent(tier -> where.and("d.tier = :tier", "tier", tier));
    filter
        .since()
        .ifPresent(
            since ->
                where.and("d.created_at >= " + Where.time("since"), "since", since.toString()));
    filter
        .until()
        .ifPresent(
            until -> where.and("d.created_at < " + Where.time("until"), "until", until.toString()));
    filter
        .labelled()
        .ifPresent(
            labelled ->
                where.and(
                    (labelled ? "" : "not ")
                        + "exists (select 1 from label m where m.request_id = d.request_id)"));
    after.ifPresent(
        cursor ->
            where
                .and(
                    "(d.created_at, d.request_id) < (%s, :lastId)"
                        .formatted(Where.time("lastTime")),
                    "lastTime",
                    cursor.createdAt().toString())
                .with("lastId", cursor.requestId()));
    return where;
  }

  public Uni<Optional<DecisionRow>> find(String requestId) {
    return find(SELECT, requestId);
  }

  /** The same without texts. */
  public Uni<Optional<DecisionRow>> figures(String requestId) {
    return find(SELECT_FIGURES, requestId);
  }

  private Uni<Optional<DecisionRow>> find(String select, String requestId) {
    // Anything else cannot be there, and may be what a database does not take for text.
    return RequestIds.isValid(requestId)
        ? select(select, new Where().and("d.request_id = :id", "id", requestId), 1)
            .map(rows -> read(rows).stream().findFirst())
        : Uni.createFrom().item(Optional.empty());
  }

  private Uni<List<String>> select(String select, Where where, int limit) {
    return database.transaction(
        session -> {
          var query =
              session
                  .createNativeQuery(select + where + LATEST_FIRST, String.class)
                  .setParameter("limit", (long) limit);
          where.parameters.forEach(query::setParameter);
          return query.getResultList();
        });
  }

  private List<DecisionRow> read(List<String> rows) {
    return rows.stream().map(this::read).toList();
  }

  private String write(List<DecisionRow> rows) {
    try {
      return json.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("decisions cannot be written as JSON", e);
    }
  }

  private DecisionRow read(String row) {
    try {
      return json.readValue(row, DecisionRow.class);
    } catch (JsonProcessingException e) {
      // its message would repeat the text
      e.clearLocation();
      throw new IllegalStateException("a stored decision cannot be read", e);
    }
  }

  /** Further conditions, of constants and parameters. */
  private static final class Where {
    private final StringBuilder conditions = new StringBuilder();
    private final Map<String, Object> parameters = new HashMap<>();

    Where and(String condition) {
      conditions.append(" and ").append(condition);
      return this;
    }

    Where and(String condition, String name, Object value) {
      return and(condition).with(name, value);
    }

    Where with(String name, Object value) {
      parameters.put(name, value);
      return this;
    }

    static String time(String parameter) {
      return "cast(cast(:%s as text) as timestamptz)".formatted(parameter);
    }

    @Override
    public String toString() {
      return conditions.toString();
    }
  }
}
