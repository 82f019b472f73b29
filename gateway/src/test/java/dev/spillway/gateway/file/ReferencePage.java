package dev.spillway.gateway.file;

import dev.spillway.gateway.file.Shape.Fields;
import dev.spillway.gateway.file.Shape.Listed;
import dev.spillway.gateway.file.Shape.Named;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The page {@code docs/reference.md}: the keys of the file out of the {@link Schema}, and
 * properties out of the mappings' sources, so that it says what the code does.
 */
final class ReferencePage {
  private final StringBuilder page = new StringBuilder();

  private ReferencePage() {}

  /**
   * @param root of the repository
   */
  static String write(Path root) throws IOException {
    var page = new ReferencePage();
    page.say(
        """
        # Reference of settings

        Generated from the code; a test fails when it is not current. To write it anew:

        ```sh
        ./mvnw -pl gateway -am test -Dtest=ReferencePageTest -Dsurefire.failIfNoSpecifiedTests=false -Dspillway.reference.write=true
        ```

        ## spillway.yaml

        `./spillway check [FILE]` says what a file means, or all that is wrong with it. [`spillway.example.yaml`](spillway.example.yaml)
        is one. `NAME` stands for names that you choose, `[]` for the elements of a list. In texts `${VARIABLE}` and
        `${VARIABLE:default}` are taken from the environment, `$${` is `${`. Keys at the top that begin with `x-` are ignored:
        they may hold what YAML's aliases (`*name`) and `<<` use again. An id of an organisation or a project means a row that is
        there already; without it the id is made of the keys, and the organisation and project `default` are those of requests
        without a key of their own.

        | Key | May be | Default | Meaning |
        |---|---|---|---|
        """);
    page.fields("", Schema.FILE);
    page.say(
        """

        ## Properties

        Under `settings` in the file without `spillway.` before, as nested keys or with dots; or as `-D` in
        `SPILLWAY_JAVA_OPTS`; or as environment variables: `spillway.worker.max-running` is `SPILLWAY_WORKER_MAX_RUNNING`. The
        environment goes before the file. Settings hold from the start on. `spillway.file.*` is not taken from the file, and
        `spillway.gateway.tiers.*` stands there under `tiers`.
        """);
    var config = root.resolve("gateway/src/main/java/dev/spillway/gateway/config");
    var worker = root.resolve("model-worker/src/main/java/dev/spillway/worker/server");
    for (var mapping :
        new MappingSources()
            .read(config)
            .read(worker.resolve("WorkerConfig.java"))
            .read(worker.resolve("SharedCacheConfig.java"))
            .read(worker.resolve("PortTlsConfig.java"))
            .mappings()) {
      page.say("\n### `%s.*`\n\n%s\n\n".formatted(mapping.prefix(), mapping.meaning()));
      page.say("| Property | Type | Default | Meaning |\n|---|---|---|---|\n");
      for (var property : mapping.properties()) {
        page.row(
            "`%s`".formatted(property.name()),
            property.type(),
            property.otherwise().isEmpty() ? "" : "`%s`".formatted(property.otherwise()),
            property.meaning());
      }
    }
    return page.page.toString();
  }

  private void fields(String path, Fields fields) {
    for (var key : fields.keys()) {
      key(YamlTree.join(path, key.name()), key);
    }
  }

  private void key(String path, Key key) {
    row(
        "`%s`".formatted(path),
        key.shape().words(),
        key.required() ? "**required**" : key.otherwise(),
        key.meaning());
    below(path, key.shape());
  }

  private void below(String path, Shape shape) {
    switch (shape) {
      case Fields fields -> fields(path, fields);
      case Named named -> below(path + ".NAME", named.each());
      case Listed listed -> below(path + "[]", listed.each());
      default -> {}
    }
  }

  private void row(String... cells) {
    page.append("| ");
    page.append(
        String.join(
            " | ", java.util.Arrays.stream(cells).map(each -> each.replace("|", "\\|")).toList()));
    page.append(" |\n");
  }

  private void say(String text) {
    page.append(text);
  }
}
