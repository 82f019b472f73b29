/** The step loop: one thread owns the model. */
@NullMarked
package dev.spillway.worker.engine;

import org.jspecify.annotations.NullMarked;
