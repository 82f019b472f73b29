/** What was used, by key, tier and day. */
@NullMarked
package dev.spillway.gateway.usage;

import org.jspecify.annotations.NullMarked;
