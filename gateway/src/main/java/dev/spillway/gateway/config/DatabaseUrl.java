package dev.spillway.gateway.config;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code postgresql://user:password@host:port/name?options} in the parts that the two drivers want.
 *
 * @param address host, port, name and options, without the credentials
 */
public record DatabaseUrl(String user, String password, String address) {
  private static final int DEFAULT_PORT = 5432;

  /**
   * @throws SpillwayException if it has another form; the message does not repeat it
   */
  public static DatabaseUrl parse(String text) {
    var uri = uri(text);
    var host = uri.getHost();
    var path = uri.getRawPath();
    var credentials = uri.getRawUserInfo();
    if (!isPostgres(uri.getScheme()) || host == null || path == null || path.length() < 2) {
      throw malformed();
    }
    if (credentials == null) {
      throw malformed();
    }
    var colon = credentials.indexOf(':');
    var port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new DatabaseUrl(
        decode(colon < 0 ? credentials : credentials.substring(0, colon)),
        colon < 0 ? "" : decode(credentials.substring(colon + 1)),
        "%s:%d%s%s".formatted(host, port, path, query));
  }

  /** For the reactive driver. */
  public String reactive() {
    return "postgresql://" + address;
  }

  /** For the JDBC driver. */
  public String jdbc() {
    return "jdbc:postgresql://" + address;
  }

  /** Keeps the password out of every log. */
  @Override
  public String toString() {
    return reactive();
  }

  private static boolean isPostgres(@Nullable String scheme) {
    return "postgresql".equals(scheme) || "postgres".equals(scheme);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw malformed();
    }
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Does not repeat the text: a password may be in it. */
  private static SpillwayException malformed() {
    return new SpillwayException(
        new ErrorKind.InvalidValue(
            "spillway.database-url",
            "SPILLWAY_DATABASE_URL is not of the form postgresql://user:password@host:port/name"));
  }
}
