package dev.spillway.standalone.replay.trace;

import java.time.Instant;

/** Reads the rows of a file of one form. */
interface RowReader {
  /** Of the file, for people. */
  String form();

  /**
   * What a row says; its arrival may be relative to anything.
   *
   * @throws BadRow it says nothing
   */
  TraceRequest read(String row) throws BadRow;

  /**
   * Since 1970.
   *
   * @throws ArithmeticException that is more than fits
   */
  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
