/** The one tree of configuration of the gateway, and the tiers that it names. */
@NullMarked
package dev.spillway.gateway.config;

import org.jspecify.annotations.NullMarked;
