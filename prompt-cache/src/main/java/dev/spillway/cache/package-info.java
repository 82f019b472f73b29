/** Keys and stores of what has been computed already. */
@NullMarked
package dev.spillway.cache;

import org.jspecify.annotations.NullMarked;
