package dev.spillway.worker.text.jinja;

/** A template that is not supported or does not work. The message says where and why. */
public class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TemplateException(String message) {
    super(message);
  }

  /** The template called {@code raise_exception}: it does not accept these messages. */
  public static final class Refused extends TemplateException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** The template ran longer or wrote more than it may. */
  public static final class BudgetExceeded extends TemplateException {
    private static final long serialVersionUID = 1L;

    BudgetExceeded(String message) {
      super(message);
    }
  }
}
