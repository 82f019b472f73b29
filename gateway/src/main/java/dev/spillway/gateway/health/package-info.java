/** What the gateway says of its own state. */
@NullMarked
package dev.spillway.gateway.health;

import org.jspecify.annotations.NullMarked;
