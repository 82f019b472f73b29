package dev.spillway.gateway.learning;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How candidates compare over all gateways, in PostgreSQL: one row for each policy. A tally is
 * added to one that is like it, takes the place of an earlier one, and is nothing beside a later
 * one.
 */
final class CandidateStore {
  // Sorted, so that two gateways that add to the same rows do not wait for each other in a circle.
  private static final String ADD =
      """
      insert into policy_candidate as c
        (policy, version, candidate, candidate_version, since, same, earlier, later, undecided, usd,
         candidate_usd)
      select * from json_to_recordset(cast(cast(:rows as text) as json)) as row
        (policy text, version integer, candidate text, candidate_version integer,
         since timestamptz, same bigint, earlier bigint, later bigint, undecided bigint,
         usd double precision, candidate_usd double precision)
      order by policy
      on conflict (policy) do update set
        version = excluded.version,
        candidate = excluded.candidate,
        candidate_version = excluded.candidate_version,
        since = case when %1$s then least(c.since, excluded.since) else excluded.since end,
        same = case when %1$s then c.same else 0 end + excluded.same,
        earlier = case when %1$s then c.earlier else 0 end + excluded.earlier,
        later = case when %1$s then c.later else 0 end + excluded.later,
        undecided = case when %1$s then c.undecided else 0 end + excluded.undecided,
        usd = case when %1$s then c.usd else 0 end + excluded.usd,
        candidate_usd = case when %1$s then c.candidate_usd else 0 end + excluded.candidate_usd
      where (c.version, c.candidate_version) <= (excluded.version, excluded.candidate_version)
      """
          .formatted(
              "(c.version, c.candidate, c.candidate_version)"
                  + " = (excluded.version, excluded.candidate, excluded.candidate_version)");

  private static final String ALL = "select cast(row_to_json(c) as text) from policy_candidate c";

  private final Database database;
  private final ObjectMapper json;

  @RegisterForReflection
  private record Row(
      String policy,
      int version,
      String candidate,
      @JsonProperty("candidate_version") int candidateVersion,
      Instant since,
      long same,
      long earlier,
      long later,
      long undecided,
      double usd,
      @JsonProperty("candidate_usd") double candidateUsd) {

    static Row of(String policy, Tally of) {
      return new Row(
          policy,
          of.version(),
          of.candidate(),
          of.candidateVersion(),
          of.since(),
          of.same(),
          of.earlier(),
          of.later(),
          of.undecided(),
          of.usd(),
          of.candidateUsd());
    }

    Tally tally() {
      return new Tally(
          candidate,
          candidateVersion,
          version,
          since,
          same,
          earlier,
          later,
          undecided,
          usd,
          candidateUsd);
    }
  }

  CandidateStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** Adds what one gateway counted, and answers with what all did. */
  Uni<Map<String, Tally>> add(Map<String, Tally> counted) {
    return Uni.createFrom()
        .item(
            () ->
                write(
                    counted.entrySet().stream()
                        .map(each -> Row.of(each.getKey(), each.getValue()))
                        .toList()))
        .chain(
            rows ->
                database.transaction(
                    session ->
                        session
                            .createNativeQuery(ADD)
                            .setParameter("rows", rows)
                            .executeUpdate()
                            .chain(
                                added ->
                                    session.createNativeQuery(ALL, String.class).getResultList())))
        .map(this::read);
  }

  private Map<String, Tally> read(List<String> rows) {
    var all = new TreeMap<String, Tally>();
    for (var text : rows) {
      try {
        var row = json.readValue(text, Row.class);
        all.put(row.policy(), row.tally());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a stored comparison cannot be read", e);
      }
    }
    return all;
  }

  private String write(Collection<Row> rows) {
    try {
      return json.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("comparisons cannot be written as JSON", e);
    }
  }
}
