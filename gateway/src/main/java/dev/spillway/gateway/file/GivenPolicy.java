package dev.spillway.gateway.file;

import dev.spillway.gateway.policy.StatedPolicy;

/**
 * A policy as the file gives it.
 *
 * @param line where its name stands
 */
record GivenPolicy(StatedPolicy policy, int line) {}
