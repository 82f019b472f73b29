/** What a gateway adds to streams: to their first frame, to each frame, and how many it loses. */
@NullMarked
package dev.spillway.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
