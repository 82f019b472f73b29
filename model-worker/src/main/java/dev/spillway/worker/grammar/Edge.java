package dev.spillway.worker.grammar;

/** Any byte from {@code first} to {@code last}, both included and unsigned, leads to {@code to}. */
record Edge(int first, int last, State to, Gate gate) {}
