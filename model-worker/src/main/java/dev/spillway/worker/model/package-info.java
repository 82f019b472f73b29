/** One small file per model family, wiring shared blocks. */
@NullMarked
package dev.spillway.worker.model;

import org.jspecify.annotations.NullMarked;
