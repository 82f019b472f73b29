/** Policies that change while the gateway runs: stored, versioned, and followed by all gateways. */
@NullMarked
package dev.spillway.gateway.policy;

import org.jspecify.annotations.NullMarked;
