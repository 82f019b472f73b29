package dev.spillway.router.length;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How much longer a tenant's answers from a tier are than its prompts explain. */
final class TenantOffset {
  private static final double RATE = 0.1;
  private static final double MOST_MOVED = 400;

  private double offset;
  private double moved;

  double offset() {
    return offset;
  }

  void descend(double slope) {
    moved = Math.min(MOST_MOVED, moved + slope * slope);
    offset -= RATE * slope / Math.sqrt(1 + moved);
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(offset);
    out.writeDouble(moved);
  }

  void read(DataInput in) throws IOException {
    offset = in.readDouble();
    moved = in.readDouble();
  }
}
