package dev.spillway.standalone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;

/** A page of Prometheus metrics. */
record Metrics(List<String> lines) {

  static Metrics read(URI address) {
    try (var http = HttpClient.newHttpClient()) {
      var response =
          http.send(
              HttpRequest.newBuilder(address).header("Accept", "text/plain").build(),
              HttpResponse.BodyHandlers.ofString());
      return new Metrics(response.body().lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Over all labels; fails if there is no such metric. */
  double sum(String name) {
    var samples = samples(name);
    if (samples.length == 0) {
      throw new AssertionError("there is no metric " + name + " in\n" + String.join("\n", lines));
    }
    return Arrays.stream(samples).sum();
  }

  /** Over all labels; 0 of what has not been counted yet. */
  double sumSoFar(String name) {
    return Arrays.stream(samples(name)).sum();
  }

  /** Over the labels that include this one; 0 of what has not been counted yet. */
  double sumSoFar(String name, String label) {
    return new Metrics(lines.stream().filter(line -> line.contains(label)).toList()).sumSoFar(name);
  }

  private double[] samples(String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .toArray();
  }
}
