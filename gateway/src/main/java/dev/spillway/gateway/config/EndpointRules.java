package dev.spillway.gateway.config;

import java.net.URI;

/** What may be said of an endpoint, wherever it is said. */
public final class EndpointRules {
  public static final String ADDRESS_WORDS =
      "http(s)://host[:port]/path[?query], without user and fragment";

  /** A header that the gateway and the connection do not set themselves. */
  public static final String HEADER =
      "(?i)(?!(accept|connection|content-.*|host|keep-alive|proxy-.*|te|trailer|transfer-.*|upgrade)$)"
          + "[a-z0-9._-]{1,128}";

  public static final String HEADER_WORDS =
      "a header that the gateway and the connection do not set themselves";

  public static final String PROXY =
      "(http|socks5)://(([\\w.~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})+@)?"
          + "([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}";

  public static final String PROXY_WORDS = "http:// or socks5://, then [user:password@]host:port";

  private EndpointRules() {}

  /** Whether it is one at which an engine may be: {@link #ADDRESS_WORDS}. */
  public static boolean isAddress(URI url) {
    return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        && url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null;
  }
}
