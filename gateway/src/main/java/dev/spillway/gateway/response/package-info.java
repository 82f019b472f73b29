/** Answers that are given more than once: those that were kept, and those under way. */
@NullMarked
package dev.spillway.gateway.response;

import org.jspecify.annotations.NullMarked;
