/** Named cascades, and the rule by which each request goes through one. */
@NullMarked
package dev.spillway.router.policy;

import org.jspecify.annotations.NullMarked;
