/** What a second worker gains from what the first has computed. */
@NullMarked
package dev.spillway.benchmarks.sharing;

import org.jspecify.annotations.NullMarked;
