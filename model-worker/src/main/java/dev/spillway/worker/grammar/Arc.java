package dev.spillway.worker.grammar;

/** Symbols from {@code first} to {@code last}, both included, lead to the state {@code to}. */
record Arc(int first, int last, int to) {}
