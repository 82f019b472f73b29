package dev.spillway.gateway.workers;

import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a worker could not be called, in a line for those who run it. */
final class Why {
  /** How a line about TLS begins. */
  static final String TLS = "TLS: ";

  private static final int LONGEST = 200;

  private Why() {}

  static String of(Throwable failure) {
    var tls = false;
    var innermost = failure;
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      tls |= cause instanceof SSLException || cause instanceof CertificateException;
      innermost = cause;
    }
    return (tls ? TLS : "") + line(innermost);
  }

  private static String line(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return "not in time";
    }
    var message = cause.getMessage();
    var line = message == null ? "" : message.lines().findFirst().orElse("");
    return line.isBlank()
        ? cause.getClass().getSimpleName()
        : line.substring(0, Math.min(line.length(), LONGEST));
  }
}
