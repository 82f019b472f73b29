/** How long an answer will be: the distribution of its length, before and while it is written. */
@NullMarked
package dev.spillway.router.length;

import org.jspecify.annotations.NullMarked;
