package dev.spillway.worker.engine;

import dev.spillway.contracts.chat.Sampling;

/** One of the answers to a prompt. */
public record Branch(Sampling sampling, TokenListener listener) {}
