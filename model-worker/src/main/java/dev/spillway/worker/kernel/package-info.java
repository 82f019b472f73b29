/** Kernels and their scalar oracle. */
@NullMarked
package dev.spillway.worker.kernel;

import org.jspecify.annotations.NullMarked;
