/** Which questions count as asked in other words, and which wrongly. */
@NullMarked
package dev.spillway.benchmarks.similar;

import org.jspecify.annotations.NullMarked;
