package dev.spillway.gateway.file;

import java.math.BigDecimal;
import java.util.List;

/** What a value of the file may be: by this it is checked, and the reference page describes it. */
sealed interface Shape {

  /** In words that follow "must be". */
  String words();

  /** Any text of one line. */
  record Text(int most) implements Shape {
    @Override
    public String words() {
      return "a text of 1 to %d characters".formatted(most);
    }
  }

  /** What tiers and policies are called, as clients write it. */
  record Name() implements Shape {
    static final String FORM = "[a-z0-9][a-z0-9._-]{0,63}";

    @Override
    public String words() {
      return "a name: 1 to 64 characters of a-z, 0-9, '.', '_', '-', not first a sign";
    }
  }

  /** What has to have this form. */
  record Form(String pattern, String words) implements Shape {}

  /** A secret, or what may have one, better from the environment or a file than in this one. */
  record Secret(String pattern, String words) implements Shape {
    /** Before the path of a file that has the secret. */
    static final String FILE = "file:";

    static final Secret KEY = new Secret(".*", "a secret: ${VARIABLE} or file:PATH");
  }

  /** One of some words. */
  record Choice(List<String> of) implements Shape {
    public Choice {
      of = List.copyOf(of);
    }

    @Override
    public String words() {
      return "one of " + String.join(", ", of);
    }
  }

  /** A number with its bounds, which belong to it unless {@code above}. */
  record Decimal(BigDecimal least, BigDecimal most, boolean above) implements Shape {
    /** No greater number makes sense anywhere. */
    static final BigDecimal MUCH = BigDecimal.valueOf(1_000_000_000);

    static Decimal atLeastZero() {
      return new Decimal(BigDecimal.ZERO, MUCH, false);
    }

    static Decimal share() {
      return new Decimal(BigDecimal.ZERO, BigDecimal.ONE, false);
    }

    static Decimal above(long least, BigDecimal most) {
      return new Decimal(BigDecimal.valueOf(least), most, true);
    }

    boolean allows(BigDecimal number) {
      int compared = number.compareTo(least);
      return (above ? compared > 0 : compared >= 0) && number.compareTo(most) <= 0;
    }

    @Override
    public String words() {
      var from = above ? "a number above %s" : "a number of at least %s";
      return from.formatted(least.toPlainString())
          + (most.compareTo(MUCH) == 0 ? "" : " and at most " + most.toPlainString());
    }
  }

  /** A whole number from the least to the most. */
  record Whole(long least, long most) implements Shape {
    @Override
    public String words() {
      return most == Integer.MAX_VALUE
          ? "a whole number of at least " + least
          : "a whole number from %d to %d".formatted(least, most);
    }
  }

  /** Yes or no. */
  record Truth() implements Shape {
    @Override
    public String words() {
      return "true or false";
    }
  }

  /** A list of so many values. */
  record Listed(Shape each, int least, int most) implements Shape {
    @Override
    public String words() {
      return least == most
          ? "a list of " + least
          : "a list of %s %d".formatted(least == 0 ? "at most" : least + " to", most);
    }
  }

  /**
   * Values by names that the author chooses.
   *
   * @param placeholder what the name is of, for the reference page
   */
  record Named(String placeholder, Shape name, Shape each, int most) implements Shape {
    @Override
    public String words() {
      return "a mapping with a key for each " + placeholder;
    }
  }

  /** A mapping with these keys. */
  record Fields(List<Key> keys) implements Shape {
    public Fields {
      keys = List.copyOf(keys);
    }

    @Override
    public String words() {
      return "a mapping";
    }
  }

  /** The tree of settings, which {@link SettingsTree} knows. */
  record Settings() implements Shape {
    @Override
    public String words() {
      return "a mapping of settings";
    }
  }
}
