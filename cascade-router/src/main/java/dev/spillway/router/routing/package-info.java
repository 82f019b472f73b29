/** Which tier to ask next, or which answer to give, learned from questions with known outcomes. */
@NullMarked
package dev.spillway.router.routing;

import org.jspecify.annotations.NullMarked;
