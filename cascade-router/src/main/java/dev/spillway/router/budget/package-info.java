/** Keeping to a budget while requests come as they like. */
@NullMarked
package dev.spillway.router.budget;

import org.jspecify.annotations.NullMarked;
