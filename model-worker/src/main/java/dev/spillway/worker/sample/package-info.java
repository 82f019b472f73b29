/** From logits to a token. */
@NullMarked
package dev.spillway.worker.sample;

import org.jspecify.annotations.NullMarked;
