/** Which cascade and which thresholds to run, computed from labelled decisions. */
@NullMarked
package dev.spillway.router.fit;

import org.jspecify.annotations.NullMarked;
