package dev.spillway.gateway.tenancy;

import dev.spillway.router.fair.Priority;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and what that one may. Immutable; what changes in the database is another one.
 *
 * @param key public id
 * @param project public id; the tenant
 * @param models that may be asked; absent: all
 * @param scopes key, project, organisation
 */
public record Access(
    String key,
    String project,
    String organisation,
    Optional<Set<String>> models,
    List<Scope> scopes) {

  /** Stands for the key of requests that have none of their own. */
  public static final String NO_KEY = "key_default";

  /** Of requests without a key, while the default project was never read. */
  static final Access UNREAD =
      new Access(NO_KEY, Project.DEFAULT, Organisation.DEFAULT, Optional.empty(), List.of());

  public Access {
    models = models.map(Set::copyOf);
    scopes = List.copyOf(scopes);
  }

  static Access of(
      String key,
      @Nullable List<String> keyModels,
      Limits keyLimits,
      Project project,
      Organisation organisation) {
    return new Access(
        key,
        project.id(),
        organisation.id(),
        both(keyModels, project.models()),
        List.of(
            new Scope(Scope.Level.KEY, key, keyLimits),
            new Scope(Scope.Level.PROJECT, project.id(), project.limits()),
            new Scope(Scope.Level.ORGANISATION, organisation.id(), organisation.limits())));
  }

  /** Whether the tier or policy of this name may be asked. */
  public boolean mayAsk(String model) {
    return models.map(allowed -> allowed.contains(model)).orElse(true);
  }

  /** The highest priority that its requests may have. */
  public Priority highestPriority() {
    return scopes.stream()
        .flatMap(scope -> Optional.ofNullable(scope.limits().priority()).stream())
        .flatMap(name -> Priority.named(name).stream())
        .max(Comparator.naturalOrder())
        .orElse(Priority.NORMAL);
  }

  /** Its project's share beside others. */
  public int weight() {
    return scopes.stream()
        .filter(scope -> scope.level() == Scope.Level.PROJECT)
        .flatMap(scope -> Optional.ofNullable(scope.limits().weight()).stream())
        .findFirst()
        .orElse(1);
  }

  private static Optional<Set<String>> both(
      @Nullable List<String> one, @Nullable List<String> other) {
    if (one == null || other == null) {
      return Optional.ofNullable(one == null ? other : one).map(Set::copyOf);
    }
    var common = new java.util.HashSet<>(one);
    common.retainAll(other);
    return Optional.of(common);
  }
}
