package dev.spillway.gateway.decision;

import java.util.regex.Pattern;

/** Names of requests: 32 hexadecimal digits. */
public final class RequestIds {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  private RequestIds() {}

  public static boolean isValid(String id) {
    return FORM.matcher(id).matches();
  }
}
