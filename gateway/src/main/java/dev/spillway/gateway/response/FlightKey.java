package dev.spillway.gateway.response;

import dev.spillway.cache.ResponseKey;
import java.util.OptionalLong;

/**
 * Requests that may share one answer.
 *
 * @param maxAgeSeconds how old it may be
 */
record FlightKey(ResponseKey key, OptionalLong maxAgeSeconds) {}
