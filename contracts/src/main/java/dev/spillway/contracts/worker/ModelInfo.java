package dev.spillway.contracts.worker;

/**
 * A model that a worker has loaded.
 *
 * @param id the name that requests use
 * @param contextLength prompt and answer together, in tokens
 * @param fingerprint SHA-256 of the model file, hexadecimal: equal fingerprints give equal answers
 */
public record ModelInfo(String id, int contextLength, String fingerprint) {}
