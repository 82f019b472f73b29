package dev.spillway.gateway.file;

import static dev.spillway.gateway.file.Key.optional;

import dev.spillway.gateway.file.Shape.Choice;
import dev.spillway.gateway.file.Shape.Decimal;
import dev.spillway.gateway.file.Shape.Fields;
import dev.spillway.gateway.file.Shape.Form;
import dev.spillway.gateway.file.Shape.Listed;
import dev.spillway.gateway.file.Shape.Name;
import dev.spillway.gateway.file.Shape.Named;
import dev.spillway.gateway.file.Shape.Text;
import dev.spillway.gateway.file.Shape.Whole;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/** The keys of an organisation, its projects and their limits. */
final class TenantSchema {
  /** Of an organisation or a project that is there already. */
  static final String ID = "(org|proj)_[0-9a-z]{1,40}";

  /** Names within the file; ids are made of them. */
  static final String NAME = "[a-z0-9][a-z0-9._-]{0,63}";

  private static final int MAX_COUNT = 1_000_000_000;
  private static final BigDecimal MAX_USD = BigDecimal.valueOf(4_000_000);

  private static final List<Key> COUNTED =
      List.of(
          optional("requests_per_minute", new Whole(0, MAX_COUNT), "none", ""),
          optional("tokens_per_minute", new Whole(0, MAX_COUNT), "none", "read and written"),
          optional("concurrency", new Whole(0, MAX_COUNT), "none", "requests at a time"),
          optional(
              "usd_per_day",
              new Decimal(BigDecimal.ZERO, MAX_USD, false),
              "none",
              "from midnight, UTC"),
          optional(
              "usd_per_month",
              new Decimal(BigDecimal.ZERO, MAX_USD, false),
              "none",
              "in a calendar month, UTC"),
          optional(
              "priority",
              new Choice(List.of("high", "normal", "low")),
              "normal",
              "the highest that requests may have; of several the lowest holds"));

  private static final Fields LIMITS = new Fields(COUNTED);

  private static final Fields PROJECT_LIMITS =
      new Fields(
          Stream.concat(
                  COUNTED.stream(),
                  Stream.of(
                      optional(
                          "weight",
                          new Whole(1, 1_000),
                          "1",
                          "its share beside others where all workers are full")))
              .toList());

  private static final Fields PROJECT =
      new Fields(
          List.of(
              optional("name", new Text(100), "the key", "what it is called"),
              optional("id", new Form(ID, "the id of a project"), "made of the keys", "see above"),
              optional(
                  "models",
                  new Listed(new Name(), 0, 100),
                  "all",
                  "tiers and policies that it may ask"),
              optional("limits", PROJECT_LIMITS, "none", "of all its keys together")));

  static final Fields ORGANISATION =
      new Fields(
          List.of(
              optional("name", new Text(100), "the key", "what it is called"),
              optional(
                  "id",
                  new Form(ID, "the id of an organisation"),
                  "made of the key",
                  "of one that is there already"),
              optional("limits", LIMITS, "none", "of all its projects together"),
              optional(
                  "projects",
                  new Named("project", new Form(NAME, new Name().words()), PROJECT, Schema.MOST),
                  "none",
                  "each is a tenant: nothing cached for it serves another")));

  private TenantSchema() {}
}
