/** The learned router on stored replies. */
@NullMarked
package dev.spillway.benchmarks.routing;

import org.jspecify.annotations.NullMarked;
