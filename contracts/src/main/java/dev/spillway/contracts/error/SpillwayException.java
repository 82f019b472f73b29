package dev.spillway.contracts.error;

import org.jspecify.annotations.Nullable;

/**
 * The only exception that crosses a module's boundary. It carries its {@link ErrorKind}, and a
 * stack trace only where the fault is ours: everything else is an expected outcome.
 */
public final class SpillwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorKind kind;

  public SpillwayException(ErrorKind kind) {
    this(kind, null);
  }

  public SpillwayException(ErrorKind kind, @Nullable Throwable cause) {
    super(kind.message(), cause, false, kind.fault() == Fault.US);
    this.kind = kind;
  }

  public ErrorKind kind() {
    return kind;
  }

  /** The kind of any failure; what is not typed is a defect of ours. */
  public static ErrorKind kindOf(Throwable failure) {
    return failure instanceof SpillwayException typed
        ? typed.kind()
        : new ErrorKind.Internal("an unexpected error occurred");
  }
}
