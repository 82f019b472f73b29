/** The predictor of lengths of answers, kept over a restart. */
@NullMarked
package dev.spillway.gateway.lengths;

import org.jspecify.annotations.NullMarked;
