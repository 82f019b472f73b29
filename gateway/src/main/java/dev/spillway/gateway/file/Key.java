package dev.spillway.gateway.file;

/**
 * A key that a mapping of the file may have.
 *
 * @param otherwise what holds where it is absent, in words
 */
record Key(String name, Shape shape, boolean required, String otherwise, String meaning) {

  static Key required(String name, Shape shape, String meaning) {
    return new Key(name, shape, true, "", meaning);
  }

  static Key optional(String name, Shape shape, String otherwise, String meaning) {
    return new Key(name, shape, false, otherwise, meaning);
  }
}
