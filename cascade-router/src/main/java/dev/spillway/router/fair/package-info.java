/** Who is served next where more is asked of a tier than it can do, and when that would be over. */
@NullMarked
package dev.spillway.router.fair;

import org.jspecify.annotations.NullMarked;
