/** Pure decisions: which tier answers, and whether its answer is good enough. */
@NullMarked
package dev.spillway.router;

import org.jspecify.annotations.NullMarked;
