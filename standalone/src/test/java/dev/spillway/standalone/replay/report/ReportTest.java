package dev.spillway.standalone.replay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.standalone.cost.Profile;
import dev.spillway.standalone.replay.trace.Synthetic;
import dev.spillway.standalone.replay.twin.LengthOracle;
import dev.spillway.standalone.replay.twin.PlacementKind;
import dev.spillway.standalone.replay.twin.SharedStore;
import dev.spillway.standalone.replay.twin.Twin;
import dev.spillway.standalone.replay.twin.WorkerSetup;
import dev.spillway.worker.schedule.Limits;
import dev.spillway.worker.schedule.SchedulingPolicy;
import java.io.StringReader;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
  private static final List<String> POLICIES = List.of("fcfs+past-future", "mlfq+no-evict");

  @Test
  void the_same_replay_gives_the_same_bytes() {
    assertThat(ReportJson.of(report())).isEqualTo(ReportJson.of(report()));
    assertThat(ReportPage.of(report())).isEqualTo(ReportPage.of(report()));
    assertThat(ReportTable.of(report())).isEqualTo(ReportTable.of(report()));
  }

  @Test
  void the_json_says_what_the_run_did() throws Exception {
    var report = report();
    var json = new ObjectMapper().readTree(ReportJson.of(report));
    var first = json.path("policies").path(0);
    assertThat(first.path("policy").asText()).isEqualTo(POLICIES.getFirst());
    assertThat(first.path("ended").asInt()).isEqualTo(200);
    var latency = report.policies().getFirst().latency();
    assertThat(first.path("latency").path("p99").asDouble())
        .isCloseTo(latency.percentile(99), withinPercentage(1e-4));
    assertThat(first.path("within_objective").path("share").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void the_table_has_a_column_for_each_policy() {
    var lines = ReportTable.of(report()).lines().toList();
    assertThat(lines)
        .anyMatch(
            line ->
                line.strip()
                    .matches(
                        String.join(" +", POLICIES).replace("+p", "\\+p").replace("+n", "\\+n")));
    assertThat(lines).anyMatch(line -> line.matches("requests ended +200 +200"));
    assertThat(lines).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void the_page_is_well_formed_and_holds_five_plots_with_a_curve_for_each_policy()
      throws Exception {
    var page = ReportPage.of(report());
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
    var document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    var plots = document.getElementsByTagName("svg");
    assertThat(plots.getLength()).isEqualTo(5);
    for (int i = 0; i < plots.getLength(); i++) {
      var curves = ((Element) plots.item(i)).getElementsByTagName("polyline");
      assertThat(curves.getLength()).isEqualTo(POLICIES.size());
      for (int curve = 0; curve < curves.getLength(); curve++) {
        var points = ((Element) curves.item(curve)).getAttribute("points");
        assertThat(points.split(" ")).hasSizeGreaterThan(20);
        assertThat(points).doesNotContain("NaN");
      }
    }
    assertThat(page).doesNotContain("http://www.w3.org/2000/svg", "<script", "href=");
  }

  @Test
  void names_are_escaped() {
    assertThat(Html.escape("<a href=\"x\">&")).isEqualTo("&lt;a href=&quot;x&quot;&gt;&amp;");
  }

  private static Report report() {
    var trace = Synthetic.HEAVY_TAIL.draw(200, 2).stretched(0.1);
    var setup =
        new WorkerSetup(
            SchedulingPolicy.parse(POLICIES.getFirst()),
            new Limits(16, 1000, 256),
            1000,
            4096,
            Profile.REFERENCE.cost(),
            new SharedStore(64, 128, 1e6));
    var twin = new Twin(setup, 2, PlacementKind.ROUND_ROBIN, LengthOracle.parse("none", 1), 1);
    var objective = new Objective(1, 0.05);
    var summaries =
        Stream.of("fcfs+past-future", "mlfq+no-evict")
            .map(SchedulingPolicy::parse)
            .map(p -> Summary.of(p.toString(), twin.withPolicy(p).play(trace, e -> {}), objective))
            .toList();
    return new Report(
        new Conditions(trace, twin, "reference", 0, "none", objective, 3, 2), summaries);
  }
}
