/** How sure one may be of a reply: scorers, chosen by their names. */
@NullMarked
package dev.spillway.router.score;

import org.jspecify.annotations.NullMarked;
