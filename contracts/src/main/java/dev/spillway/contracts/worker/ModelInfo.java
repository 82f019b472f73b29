package dev.spillway.contracts.worker;

/**
 * A model that a worker has loaded.
 *
 * @param id the name that requests use
 * @param contextLength prompt and answer together, in tokens
 * @param fingerprint SHA-256, hexadecimal, of all that answers depend on beside the request: the
 *     model file, and how keys and values are kept. Equal fingerprints give equal answers.
 */
public record ModelInfo(String id, int contextLength, String fingerprint) {}
