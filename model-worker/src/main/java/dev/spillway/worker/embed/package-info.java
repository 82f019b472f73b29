/** What texts are about, as vectors. */
@NullMarked
package dev.spillway.worker.embed;

import org.jspecify.annotations.NullMarked;
