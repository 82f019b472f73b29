/** Questions that are like others, and what tells them apart. */
@NullMarked
package dev.spillway.cache.similar;

import org.jspecify.annotations.NullMarked;
