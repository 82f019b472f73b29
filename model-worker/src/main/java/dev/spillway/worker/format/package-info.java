/** Model files. */
@NullMarked
package dev.spillway.worker.format;

import org.jspecify.annotations.NullMarked;
