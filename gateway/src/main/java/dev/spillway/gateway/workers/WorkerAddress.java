package dev.spillway.gateway.workers;

import java.util.regex.Pattern;

/** Where a worker listens. IPv6 addresses stand in brackets. */
record WorkerAddress(String host, int port) {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<host>[^\\s:/\\[\\]]+)):(?<port>\\d{1,5})");

  /**
   * @throws IllegalArgumentException naming the property, if the text is not {@code host:port}
   */
  static WorkerAddress parse(String text) {
    var matcher = HOST_AND_PORT.matcher(text.strip());
    if (matcher.matches()) {
      var port = Integer.parseInt(matcher.group("port"));
      if (port >= 1 && port <= 65_535) {
        var v6 = matcher.group("v6");
        return new WorkerAddress(v6 != null ? v6 : matcher.group("host"), port);
      }
    }
    throw new IllegalArgumentException(
        "spillway.gateway.workers: '%s' is not host:port".formatted(text));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? "%s:%d" : "[%s]:%d").formatted(host, port);
  }
}
