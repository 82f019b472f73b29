package dev.spillway.gateway.file;

import static dev.spillway.gateway.file.Key.optional;

import dev.spillway.gateway.file.Shape.Fields;
import dev.spillway.gateway.file.Shape.Form;
import dev.spillway.gateway.file.Shape.Name;
import dev.spillway.gateway.file.Shape.Named;
import dev.spillway.gateway.file.Shape.Settings;
import java.util.List;

/**
 * The keys of the file, with what each may be and what it means: here those at the top, and in the
 * other schemas what is below them. The only places that list them: what is read, what is called a
 * misspelling and what the reference page says all follow from here.
 */
final class Schema {
  /** Characters of a text. */
  static final int TEXT = 200;

  /** Tiers, policies and tenants of one kind. */
  static final int MOST = 1_000;

  static final Fields FILE =
      new Fields(
          List.of(
              optional(
                  "tiers",
                  new Named("tier", new Name(), TierSchema.TIER, MOST),
                  "the demo pair",
                  "models at a price"),
              optional(
                  "policies",
                  new Named("policy", new Name(), PolicySchema.POLICY, MOST),
                  "none",
                  "cascades of tiers, by the name that clients ask for"),
              optional(
                  "tenants",
                  new Named(
                      "organisation",
                      new Form(TenantSchema.NAME, new Name().words()),
                      TenantSchema.ORGANISATION,
                      MOST),
                  "none",
                  "organisations, their projects and limits"),
              optional(
                  "settings",
                  new Settings(),
                  "none",
                  "other properties below `spillway.`, as in the second table")));

  private Schema() {}
}
