package dev.spillway.gateway.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Use by key, tier and day in PostgreSQL. Rows go there and come back as JSON. */
public final class UsageStore {
  private static final String FIRST =
      "insert into usage_batch (id, created_at) values (:id, now()) on conflict do nothing";

  private static final String FORGET =
      "delete from usage_batch where created_at < now() - interval '1 day'";

  // Sorted, so that two gateways that add to the same rows do not wait for each other in a circle.
  private static final String ADD =
      """
      insert into usage_day as u
        (organisation_id, project_id, key_id, tier, day, requests, prompt_tokens, cached_tokens,
         cache_write_tokens, completion_tokens, reasoning_tokens, cost_pico_usd)
      select * from json_to_recordset(cast(cast(:rows as text) as json)) as row
        (organisation_id text, project_id text, key_id text, tier text, day date, requests bigint,
         prompt_tokens bigint, cached_tokens bigint, cache_write_tokens bigint,
         completion_tokens bigint, reasoning_tokens bigint, cost_pico_usd bigint)
      order by day, key_id, tier
      on conflict (day, key_id, tier) do update set
        requests = u.requests + excluded.requests,
        prompt_tokens = u.prompt_tokens + excluded.prompt_tokens,
        cached_tokens = u.cached_tokens + excluded.cached_tokens,
        cache_write_tokens = u.cache_write_tokens + excluded.cache_write_tokens,
        completion_tokens = u.completion_tokens + excluded.completion_tokens,
        reasoning_tokens = u.reasoning_tokens + excluded.reasoning_tokens,
        cost_pico_usd = u.cost_pico_usd + excluded.cost_pico_usd
      """;

  private final Database database;
  private final ObjectMapper json;

  /**
   * What a scope has spent.
   *
   * @param month from its first day to the day that was asked for
   */
  public record Spent(String scope, Money day, Money month) {}

  private record Sums(String scope, long day, long month) {}

  public UsageStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** Adds to the rows, unless this batch was added before. */
  Uni<Void> add(String batch, List<UsageRow> rows) {
    return Uni.createFrom()
        .item(() -> write(rows))
        .chain(
            text ->
                database.transaction(
                    session ->
                        session
                            .createNativeQuery(FIRST)
                            .setParameter("id", batch)
                            .executeUpdate()
                            .chain(
                                first ->
                                    first == 0
                                        ? Uni.createFrom().item(0)
                                        : session
                                            .createNativeQuery(ADD)
                                            .setParameter("rows", text)
                                            .executeUpdate())))
        .replaceWithVoid();
  }

  /** Forgets which batches were added a day ago: none of them is on its way any more. */
  Uni<Void> forgetBatches() {
    return database
        .transaction(session -> session.createNativeQuery(FORGET).executeUpdate())
        .replaceWithVoid();
  }

  /** Of each of these scopes. */
  public Uni<List<Spent>> spent(LocalDate day, List<Scope> scopes) {
    var statement =
        scopes.stream()
            .map(
                scope ->
                    """
                    select cast(json_build_object('scope', cast(:%1$s as text),
                      'day', coalesce(sum(cost_pico_usd) filter (where day = %2$s), 0),
                      'month', coalesce(sum(cost_pico_usd), 0)) as text)
                    from usage_day where %1$s_id = :%1$s and day <= %2$s
                      and day >= date_trunc('month', %2$s)
                    """
                        .formatted(scope.level().wireName(), "cast(cast(:today as text) as date)"))
            .collect(Collectors.joining(" union all "));
    return database
        .transaction(
            session -> {
              var query =
                  session
                      .createNativeQuery(statement, String.class)
                      .setParameter("today", day.toString());
              scopes.forEach(scope -> query.setParameter(scope.level().wireName(), scope.id()));
              return query.getResultList();
            })
        .map(
            rows ->
                rows.stream()
                    .map(row -> read(row, Sums.class))
                    .map(
                        sums ->
                            new Spent(sums.scope(), new Money(sums.day()), new Money(sums.month())))
                    .toList());
  }

  /** Sums, latest day first. */
  public Uni<List<UsageRow>> sums(UsageFilter filter, int limit) {
    var parameters = new HashMap<String, String>(filter.equal());
    var where = new StringBuilder("true");
    filter.equal().keySet().forEach(name -> where.append(" and %1$s = :%1$s".formatted(name)));
    filter
        .since()
        .ifPresent(
            since -> {
              where.append(" and day >= cast(cast(:since as text) as date)");
              parameters.put("since", since.toString());
            });
    filter
        .until()
        .ifPresent(
            until -> {
              where.append(" and day < cast(cast(:until as text) as date)");
              parameters.put("until", until.toString());
            });
    var by = String.join(", ", filter.by());
    var statement =
        """
        select cast(row_to_json(r) as text) from (
          select %1$s%2$s sum(requests) as requests, sum(prompt_tokens) as prompt_tokens,
            sum(cached_tokens) as cached_tokens, sum(cache_write_tokens) as cache_write_tokens,
            sum(completion_tokens) as completion_tokens,
            sum(reasoning_tokens) as reasoning_tokens, sum(cost_pico_usd) as cost_pico_usd
          from usage_day where %3$s%4$s limit :limit) r
        """
            .formatted(
                by,
                by.isEmpty() ? "" : ",",
                where,
                by.isEmpty()
                    ? " having count(*) > 0"
                    : " group by %s order by %s".formatted(by, order(filter)));
    return database
        .transaction(
            session -> {
              var query = session.createNativeQuery(statement, String.class);
              parameters.forEach(query::setParameter);
              return query.setParameter("limit", (long) limit).getResultList();
            })
        .map(rows -> rows.stream().map(row -> read(row, UsageRow.class)).toList());
  }

  private static String order(UsageFilter filter) {
    return filter.by().stream()
        .sorted((one, other) -> Boolean.compare(other.equals("day"), one.equals("day")))
        .map(column -> column.equals("day") ? "day desc" : column)
        .collect(Collectors.joining(", "));
  }

  private String write(List<UsageRow> rows) {
    try {
      return json.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("usage cannot be written as JSON", e);
    }
  }

  private <T> T read(String row, Class<T> type) {
    try {
      return json.readValue(row, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored usage cannot be read", e);
    }
  }
}
