/** What is told of each request: its spans, its times, and its line in the log. */
@NullMarked
package dev.spillway.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
