package dev.spillway.gateway.tenancy;

import java.util.List;
import java.util.Optional;

/**
 * How a kind of row is stored: the table's columns are the JSON names of the record's components.
 *
 * @param parent the column with the id of what it belongs to
 * @param changing columns that a change may give another value
 */
record TenantTable<T extends TenantRow>(
    String name, Class<T> type, Optional<String> parent, List<String> changing) {

  static final TenantTable<Organisation> ORGANISATIONS =
      new TenantTable<>(
          "organisation", Organisation.class, Optional.empty(), List.of("name", "limits"));

  static final TenantTable<Project> PROJECTS =
      new TenantTable<>(
          "project",
          Project.class,
          Optional.of("organisation_id"),
          List.of("name", "models", "limits"));

  static final TenantTable<ApiKey> KEYS =
      new TenantTable<>(
          "api_key",
          ApiKey.class,
          Optional.of("project_id"),
          List.of(
              "name",
              "sha256",
              "previous_sha256",
              "previous_until",
              "models",
              "limits",
              "expires_at",
              "revoked_at",
              "rotated_at"));

  TenantTable {
    changing = List.copyOf(changing);
  }

  /**
   * A row out of JSON that is bound as {@code row}. Through text, so that the driver sends text.
   */
  private String fromJson(String columns) {
    return "select %s from json_populate_record(cast(null as %s), cast(cast(:row as text) as json))"
        .formatted(columns, name);
  }

  String insert() {
    return "insert into %s %s".formatted(name, fromJson("*"));
  }

  /** Of one version of one row. */
  String update() {
    var columns = String.join(", ", changing) + ", version";
    return "update %s set (%s) = (%s) where id = :id and version = :version"
        .formatted(name, columns, fromJson(columns));
  }

  String delete() {
    return "delete from %s where id = :id and version = :version".formatted(name);
  }

  String find() {
    return "select cast(row_to_json(t) as text) from %s t where id = :id".formatted(name);
  }

  /** In order of ids, which say nothing: what is added meanwhile may come or not. */
  String page() {
    return "select cast(row_to_json(t) as text) from %s t where id > :after%s order by id limit :limit"
        .formatted(
            name,
            parent
                .map(column -> " and (:parent = '' or %s = :parent)".formatted(column))
                .orElse(""));
  }
}
