package dev.spillway.contracts.error;

/** Who has to change something so that a failure does not happen again. */
public enum Fault {
  CALLER,
  POLICY,
  UPSTREAM,
  US
}
