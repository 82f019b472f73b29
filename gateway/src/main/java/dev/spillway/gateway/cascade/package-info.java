/** A request's way through the tiers: generate, score, accept or escalate, and commit once. */
@NullMarked
package dev.spillway.gateway.cascade;

import org.jspecify.annotations.NullMarked;
