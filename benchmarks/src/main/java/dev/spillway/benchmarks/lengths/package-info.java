/** How well lengths of answers are predicted, on prompts and answers that others recorded. */
@NullMarked
package dev.spillway.benchmarks.lengths;

import org.jspecify.annotations.NullMarked;
