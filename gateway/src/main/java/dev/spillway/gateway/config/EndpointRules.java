package dev.spillway.gateway.config;

/** What may be said of an endpoint, wherever it is said. */
public final class EndpointRules {

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
}
