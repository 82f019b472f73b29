/** Answers that follow a grammar: which tokens may come next. */
@NullMarked
package dev.spillway.worker.grammar;

import org.jspecify.annotations.NullMarked;
