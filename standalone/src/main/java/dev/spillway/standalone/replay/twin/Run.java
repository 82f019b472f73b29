package dev.spillway.standalone.replay.twin;

import java.util.List;

/**
 * What happened.
 *
 * @param outcomes in the order of their ends
 * @param refused requests that can never run because the KV memory is too small for them
 * @param end of the last one, on the virtual clock
 */
public record Run(List<Outcome> outcomes, int refused, Gauges gauges, long end) {}
