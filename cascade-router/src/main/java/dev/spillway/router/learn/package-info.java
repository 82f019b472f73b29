/** Small, deterministic learners: what the router knows, it learns with these. */
@NullMarked
package dev.spillway.router.learn;

import org.jspecify.annotations.NullMarked;
