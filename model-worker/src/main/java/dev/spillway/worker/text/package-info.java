/** Tokenizers and chat templates. */
@NullMarked
package dev.spillway.worker.text;

import org.jspecify.annotations.NullMarked;
