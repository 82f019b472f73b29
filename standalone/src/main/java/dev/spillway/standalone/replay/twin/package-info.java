/** The worker's scheduler under a virtual clock. */
@NullMarked
package dev.spillway.standalone.replay.twin;

import org.jspecify.annotations.NullMarked;
