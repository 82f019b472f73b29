package dev.spillway.worker.format;

/**
 * A model file that cannot be used. The message is one line: the file, and what is wrong with it.
 */
public final class GgufException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GgufException(String file, String reason) {
    super(file + ": " + reason);
  }
}
