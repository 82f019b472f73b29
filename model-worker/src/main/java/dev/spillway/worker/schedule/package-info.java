/** Who runs in the next step. No device types, no wall clock. */
@NullMarked
package dev.spillway.worker.schedule;

import org.jspecify.annotations.NullMarked;
