/** What answers with a format cost. */
@NullMarked
package dev.spillway.benchmarks.grammar;

import org.jspecify.annotations.NullMarked;
