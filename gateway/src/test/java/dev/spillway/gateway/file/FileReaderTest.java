package dev.spillway.gateway.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.CacheConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.UpstreamConfig;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Organisation;
import dev.spillway.gateway.tenancy.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is right is read, and what is wrong is said with its line, its column and its path. */
class FileReaderTest {
  static final List<Class<?>> MAPPINGS = List.of(GatewayConfig.class, CacheConfig.class);
  private static final Path FILE = Path.of("spillway.yaml");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("SMALL_KEY", "sk-secret", "PRICE", "cheap", "HOST", "10.0.0.5");

  private static final String TIERS =
      """
      tiers:
        small: {price: {input: 0.1, output: 0.1}}
        large: {price: {input: 1, output: 1}}
      """;

  static Reading read(String text) {
    return new FileReader(ENVIRONMENT::get, true, MAPPINGS).read(FILE, text.getBytes(UTF_8));
  }

  private static SpillwayFile right(String text) {
    var reading = read(text);
    assertThat(reading.problems()).isEmpty();
    return reading.file().orElseThrow();
  }

  private static Arguments broken(String what, String text, String... problems) {
    return Arguments.argumentSet(what, text, List.of(problems));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        broken(
            "a price that is no number",
            """
            tiers:
              small:
                price:
                  input: cheap
                  output: 0.6
            """,
            "spillway.yaml:4:14: tiers.small.price.input: must be a number of at least 0, was"
                + " \"cheap\""),
        broken(
            "prices of cached tokens that are none",
            """
            tiers:
              small:
                price:
                  input: 1
                  cached_input: cheap
                  cache_write: 0.00000001
                  output: 0.6
            """,
            "spillway.yaml:5:21: tiers.small.price.cached_input: must be a number of at least 0, was"
                + " \"cheap\""),
        broken(
            "a price of cached tokens that is finer than money is counted",
            "tiers: {small: {price: {input: 1, cached_input: 0.00000001, output: 0.6}}}\n",
            "spillway.yaml:1:49: tiers.small.price.cached_input: must have at most 6 decimals, and"
                + " below 9,000,000,000,000"),
        broken(
            "a misspelt key",
            TIERS
                + """
                policies:
                  auto:
                    tiers: [small, large]
                    scorer: min-probability
                    treshold: [0.8]
                """,
            "spillway.yaml:8:5: policies.auto.treshold: there is no such key; did you mean"
                + " thresholds?"),
        broken(
            "a misspelt key at the top",
            "tier: {}\n",
            "spillway.yaml:1:1: tier: there is no such key; did you mean tiers?"),
        broken(
            "a key with two letters the wrong way round",
            "teirs: {}\n",
            "spillway.yaml:1:1: teirs: there is no such key; did you mean tiers?"),
        broken(
            "a key of the reader's own that is not at the top",
            """
            x-mine: {any: thing}
            tiers:
              small:
                price: {input: 0, output: 0, x-note: 1}
            """,
            "spillway.yaml:4:34: tiers.small.price.x-note: there is no such key; there are:"
                + " cache_write, cached_input, hour_write, input, output"),
        broken(
            "more tiers than there may be",
            IntStream.rangeClosed(0, 1_000)
                .mapToObj("  t%d: {price: {input: 0, output: 0}}\n"::formatted)
                .collect(Collectors.joining("", "tiers:\n", "")),
            "spillway.yaml:1:1: tiers: may have at most 1000 keys"),
        broken(
            "a key that is like no other",
            "models: {}\n",
            "spillway.yaml:1:1: models: there is no such key; there are: policies, settings,"
                + " tenants, tiers"),
        broken(
            "all mistakes of a file at once",
            """
            tiers:
              small:
                price: {input: -1, output: 0.6}
                upstream:
                  format: opnai
                  endpoints: []
              large:
                model: big
            policies:
              auto:
                tiers: [small, large, huge]
                scorer: min-probability
                thresholds: [0.8, 0.9]
            """,
            "spillway.yaml:3:20: tiers.small.price.input: must be a number of at least 0, was"
                + " \"-1\"",
            "spillway.yaml:5:15: tiers.small.upstream.format: must be one of openai, anthropic,"
                + " was \"opnai\"",
            "spillway.yaml:6:7: tiers.small.upstream.endpoints: must be a list of 1 to 100, has 0",
            "spillway.yaml:7:3: tiers.large.price: is missing",
            "spillway.yaml:11:5: policies.auto.tiers: must name configured tiers, but 'huge' is"
                + " not one; there are: large, small"),
        broken(
            "a threshold too few",
            TIERS
                + """
                policies:
                  auto:
                    tiers: [small, large]
                    scorer: min-probability
                """,
            "spillway.yaml:5:3: policies.auto.thresholds: must have one value for each tier but the"
                + " last: 1 for 2 tiers"),
        broken(
            "a threshold that is none",
            TIERS
                + """
                policies:
                  auto:
                    tiers: [small, large]
                    scorer: min-probability
                    thresholds:
                      - 1.5
                """,
            "spillway.yaml:9:9: policies.auto.thresholds[0]: must be a number of at least 0 and at"
                + " most 1, was \"1.5\""),
        broken(
            "a policy with two rules",
            TIERS
                + """
                policies:
                  auto:
                    tiers: [small, large]
                    scorer: min-probability
                    router: mine
                    worth_usd: 0.001
                """,
            "spillway.yaml:7:13: policies.auto.scorer: must not come with router or worth_usd: a"
                + " router does its work"),
        broken(
            "a policy with the name of a tier",
            TIERS
                + """
                policies:
                  small: {tiers: [large], scorer: min-probability}
                """,
            "spillway.yaml:5:3: policies.small: must not be the name of a tier"),
        broken(
            "conduct that does not fit",
            TIERS
                + """
                policies:
                  auto:
                    tiers: [small, large]
                    scorer: min-probability
                    thresholds: [0.8]
                    conduct:
                      fallback: best-tier
                """,
            "spillway.yaml:10:17: policies.auto.conduct.fallback: needs a promise that can be"
                + " broken"),
        broken(
            "a variable that is not set",
            """
            tiers:
              small:
                price: {input: 0, output: 0}
                upstream:
                  endpoints:
                    - url: http://${HOST}:8000/v1
                      api_key: ${LARGE_KEY}
            """,
            "spillway.yaml:7:20: tiers.small.upstream.endpoints[0].api_key: the environment"
                + " variable LARGE_KEY is not set"),
        broken(
            "what a variable gives is not said",
            """
            tiers:
              small:
                price: {input: "${PRICE}", output: 0}
            """,
            "spillway.yaml:3:20: tiers.small.price.input: must be a number of at least 0, was"
                + " \"${PRICE}\""),
        broken(
            "a key file that is not there",
            """
            tiers:
              small:
                price: {input: 0, output: 0}
                upstream:
                  endpoints:
                    - url: http://localhost:8000/v1
                      api_key: file:/nowhere/at/all
            """,
            "spillway.yaml:7:20: tiers.small.upstream.endpoints[0].api_key: the key file"
                + " /nowhere/at/all cannot be read"),
        broken(
            "a header that is the connection's",
            """
            tiers:
              small:
                price: {input: 0, output: 0}
                upstream:
                  endpoints:
                    - url: http://localhost:8000/v1
                      headers:
                        x-team: blue
                        Content-Length: 5
            """,
            "spillway.yaml:9:13: tiers.small.upstream.endpoints[0].headers.Content-Length: the key"
                + " must be a header that the gateway and the connection do not set themselves"),
        broken(
            "a proxy without a port",
            """
            tiers:
              small:
                price: {input: 0, output: 0}
                upstream:
                  endpoints: [{url: "http://localhost:8000/v1", proxy: "http://sk-proxy"}]
            """,
            "spillway.yaml:5:60: tiers.small.upstream.endpoints[0].proxy: must be http:// or"
                + " socks5://, then [user:password@]host:port"),
        broken(
            "an address with a password",
            """
            tiers:
              small:
                price: {input: 0, output: 0}
                upstream:
                  endpoints: [{url: "http://user:pw@localhost:8000/v1"}]
            """,
            "spillway.yaml:5:25: tiers.small.upstream.endpoints[0].url: must be"
                + " http(s)://host[:port]/path[?query], without user and fragment"),
        broken(
            "a limit that is no number",
            """
            tenants:
              acme:
                limits: {usd_per_month: lots}
                projects:
                  Support Bot: {}
            """,
            "spillway.yaml:3:29: tenants.acme.limits.usd_per_month: must be a number of at least 0"
                + " and at most 4000000, was \"lots\"",
            "spillway.yaml:5:7: tenants.acme.projects.Support Bot: the key must be a name: 1 to 64"
                + " characters of a-z, 0-9, '.', '_', '-', not first a sign"),
        broken(
            "one id twice",
            """
            tenants:
              acme: {id: org_1}
              other: {id: org_1}
            """,
            "spillway.yaml:3:3: tenants.other: has the id of tenants.acme"),
        broken(
            "a misspelt setting",
            """
            settings:
              gateway:
                dedline: 30s
              gateway.quota.leas: 30s
              worker.whatever: 1
              cach: {}
            """,
            "spillway.yaml:3:5: settings.gateway.dedline: there is no such setting; did you mean"
                + " deadline?",
            "spillway.yaml:4:3: settings.gateway.quota.leas: there is no such setting; did you mean"
                + " lease?",
            "spillway.yaml:6:3: settings.cach: there is no such setting; did you mean cache?"),
        broken(
            "a setting of the wrong type",
            """
            settings:
              gateway:
                deadline: soon
                responses: {keep: never}
                tiers: {}
            """,
            "spillway.yaml:3:15: settings.gateway.deadline: must be a time such as 30s, 5m or 1h,"
                + " was \"soon\"",
            "spillway.yaml:4:23: settings.gateway.responses.keep: must be one of off, repeatable,"
                + " all, was \"never\"",
            "spillway.yaml:5:5: settings.gateway.tiers: tiers stand at the top of the file, under"
                + " tiers:"),
        broken(
            "a key that is given twice",
            """
            tenants:
              acme: {}
              acme: {}
            """,
            "spillway.yaml:3:3: tenants.acme: is given twice; first at line 2"),
        broken(
            "a list where a mapping belongs",
            "tiers:\n  - small\n",
            "spillway.yaml:2:3: tiers: must be a mapping with a key for each tier, was a list"),
        broken(
            "a tab",
            "tiers:\n\tsmall: {}\n",
            "spillway.yaml:2:1: is not YAML: indent with spaces, not with a tab"),
        broken(
            "a bracket that is never closed",
            "tiers:\n  small: {price: {input: 1\n",
            "spillway.yaml:3:1: is not YAML: expected ',' or '}', but got <stream end>"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void what_is_wrong_is_said_with_its_line_and_column(String text, List<String> problems) {
    var reading = read(text);
    assertThat(reading.problems())
        .extracting(Problem::toString)
        .containsExactlyElementsOf(problems);
    assertThat(reading.file()).isEmpty();
  }

  @Test
  void a_secret_is_in_no_message() {
    var text =
        """
        tiers:
          small:
            price: {input: 0, output: 0}
            upstream:
              endpoints:
                - {url: "http://localhost/${SMALL_KEY}#", api_key: [sk-plain]}
                - {url: "http://localhost", headers: {api-key: [sk-plain]}, proxy: "http://a:sk-b@"}
        settings: {gateway: {deadline: "${SMALL_KEY}"}}
        """;
    var problems = read(text).problems();
    assertThat(problems).hasSize(5);
    assertThat(problems.toString()).doesNotContain("sk-");
    assertThat(right(TIERS.replace("large:", "big:")).toString()).doesNotContain("small");
  }

  @Test
  void a_whole_file_is_read() throws IOException {
    var file =
        right(
            """
            x-price: &cheap {input: 0.15, output: 0.60}
            tiers:
              small:
                price: *cheap
                model: my-8b
                upstream:
                  endpoints:
                    - url: http://${HOST}:8000/v1
                      api_key: ${SMALL_KEY}
                    - url: http://${OTHER:10.0.0.6}:8000/v1?api-version=1
                      weight: 3
                      headers: {api-key: "${SMALL_KEY}", X-Team: blue}
                      proxy: http://me:${SMALL_KEY}@proxy:3128
              large:
                price:
                  <<: *cheap
                  cached_input: 0.015
                  cache_write: 0.1875
                  output: 15
            policies:
              auto:
                tiers: [small, large]
                scorer: min-probability
                thresholds: [0.8]
                conduct: {shadow: 0.1}
            tenants:
              acme:
                limits: {usd_per_month: 500}
                projects:
                  support:
                    models: [auto]
                    limits: {weight: 2, priority: high}
              default:
                projects:
                  default: {limits: {requests_per_minute: 60}}
            settings:
              gateway:
                deadline: 30s
                quota.lease: 10s
                embedding-tiers:
                  minilm: {usd-per-million: 0.01}
            """);
    var small = requireNonNull(file.tiers().get("small")).upstream().orElseThrow();
    assertThat(small.format()).isEqualTo(UpstreamConfig.Format.OPENAI);
    assertThat(small.endpoints().getFirst().url()).hasToString("http://10.0.0.5:8000/v1");
    assertThat(small.endpoints().getFirst().apiKey()).contains("sk-secret");
    var other = small.endpoints().get(1);
    assertThat(other.url()).hasToString("http://10.0.0.6:8000/v1?api-version=1");
    assertThat(other.headers()).isEqualTo(Map.of("api-key", "sk-secret", "X-Team", "blue"));
    assertThat(other.proxy()).contains("http://me:sk-secret@proxy:3128");
    assertThat(small.toString()).doesNotContain("sk-secret");
    assertThat(small.endpoints().get(1).weight()).isEqualTo(3);
    var large = requireNonNull(file.tiers().get("large"));
    assertThat(large.promptUsdPerMillion()).isEqualByComparingTo("0.15");
    assertThat(large.completionUsdPerMillion()).isEqualByComparingTo("15");
    assertThat(large.cachedPromptUsdPerMillion().orElseThrow()).isEqualByComparingTo("0.015");
    assertThat(large.cacheWriteUsdPerMillion().orElseThrow()).isEqualByComparingTo("0.1875");
    assertThat(file.tierLines()).containsEntry("small", 3);
    assertThat(file.policies().getFirst().line()).isEqualTo(21);
    assertThat(file.policies().getFirst().policy().conduct()).isEqualTo("{\"shadow\":0.1}");
    assertThat(file.organisations().getFirst().projects().getFirst().models())
        .contains(List.of("auto"));
    assertThat(file.organisations().getFirst().projects().getFirst().limits())
        .isEqualTo(new Limits(null, null, null, null, null, 2, "high"));
    assertThat(file.organisations().get(1).id()).isEqualTo(Organisation.DEFAULT);
    assertThat(file.organisations().get(1).projects().getFirst().id()).isEqualTo(Project.DEFAULT);
    assertThat(file.settings())
        .containsEntry("spillway.gateway.deadline", "30s")
        .containsEntry("spillway.gateway.quota.lease", "10s")
        .containsEntry("spillway.gateway.embedding-tiers.\"minilm\".usd-per-million", "0.01");
  }

  @Test
  void ids_of_tenants_are_made_of_their_names() {
    var text =
        "tenants: {acme: {projects: {support: {}, sales: {}}}, other: {projects: {support: }}}";
    var one = right(text).organisations();
    assertThat(right(text + "\n").organisations()).isEqualTo(one);
    assertThat(
            one.stream().flatMap(each -> each.projects().stream()).map(GivenProject::id).distinct())
        .hasSize(3)
        .allMatch(id -> id.matches("proj_[0-9a-hjkmnp-tv-z]{20}"));
  }

  @Test
  void a_file_that_is_not_there_or_is_none_is_said_in_words(@TempDir Path folder) {
    var reader = new FileReader(name -> null, true, List.of());
    assertThat(reader.read(folder.resolve("none.yaml")).problems())
        .singleElement()
        .asString()
        .endsWith("none.yaml:1:1: cannot be read: there is no such file");
    assertThat(reader.read(folder).problems())
        .singleElement()
        .asString()
        .endsWith(": cannot be read: Is a directory");
  }

  @Test
  void secrets_need_not_be_there_where_a_file_is_only_checked(@TempDir Path folder)
      throws IOException {
    var file = folder.resolve("spillway.yaml");
    Files.writeString(
        file,
        """
        tiers:
          small:
            price: {input: 0, output: 0}
            upstream:
              endpoints:
                - {url: "http://a/v1", api_key: "${NOWHERE}"}
                - {url: "http://b/v1", api_key: "file:nowhere"}
        """);
    assertThat(new FileReader(name -> null, false, MAPPINGS).read(file).problems()).isEmpty();
    assertThat(new FileReader(name -> null, true, MAPPINGS).read(file).problems()).hasSize(2);
    Files.writeString(folder.resolve("nowhere"), "sk-file\n");
    assertThat(new FileReader(name -> "sk", true, MAPPINGS).read(file).problems()).isEmpty();
  }

  @Test
  void an_empty_file_says_nothing_and_is_right() {
    assertThat(right("").tiers()).isEmpty();
    assertThat(right("tiers:\npolicies:\n").policies()).isEmpty();
  }

  @Test
  void the_example_is_right() {
    var reading =
        new FileReader(name -> null, true, MAPPINGS)
            .read(Path.of("..", "docs", "spillway.example.yaml"));
    assertThat(reading.problems()).isEmpty();
    assertThat(Summary.lines(reading.file().orElseThrow()))
        .contains(
            "policy      auto: small > large by min-probability at least [0.8]",
            "tier        large: $3 in, $0.30 cached in, $3.75 cache writes, $15 out per million tokens,"
                + " anthropic at https://api.example.com/v1");
  }

  @Test
  void a_list_with_something_wrong_in_it_keeps_its_places() {
    assertThat(
            read("""
                    tiers:
                      small:
                        price: {input: 0, output: 0}
                        upstream: {endpoints: [none, {url: "http://a#b"}]}
                    tenants: {acme: {projects: {support: {models: [[], auto]}}}}
                    """)
                .problems())
        .extracting(Problem::path)
        .containsExactly(
            "tiers.small.upstream.endpoints[0]",
            "tiers.small.upstream.endpoints[1].url",
            "tenants.acme.projects.support.models[0]");
  }

  @Test
  void aliases_that_go_round_end() {
    assertThat(read("tenants: &a\n  acme: *a\n").problems()).isNotEmpty();
    assertThat(read("tenants: &a\n  <<: *a\n").problems()).isNotEmpty();
    assertThat(read("settings: &a\n  gateway: *a\n").problems()).isNotEmpty();
  }
}
