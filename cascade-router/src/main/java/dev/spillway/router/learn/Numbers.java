package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Arrays of numbers as bytes. */
final class Numbers {
  /** More numbers than any situation has: a bound on what a damaged length may ask for. */
  private static final int MOST = 4_096;

  private Numbers() {}

  static void write(DataOutput out, double[] numbers) throws IOException {
    out.writeShort(numbers.length);
    for (double number : numbers) {
      out.writeDouble(number);
    }
  }

  /**
   * @throws IOException if there are too many or one is not finite
   */
  static double[] read(DataInput in) throws IOException {
    double[] numbers = new double[length(in.readUnsignedShort(), MOST)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = finite(in.readDouble());
    }
    return numbers;
  }

  /**
   * @throws IOException if there are not so many
   */
  static double[] read(DataInput in, int length) throws IOException {
    double[] numbers = read(in);
    if (numbers.length != length) {
      throw new IOException("has a part of %d numbers, not %d".formatted(numbers.length, length));
    }
    return numbers;
  }

  static int length(int length, int most) throws IOException {
    if (length < 0 || length > most) {
      throw new IOException("has a part of %d numbers; %d is the most".formatted(length, most));
    }
    return length;
  }

  static double finite(double number) throws IOException {
    if (!Double.isFinite(number)) {
      throw new IOException("has a number that is not finite");
    }
    return number;
  }
}
