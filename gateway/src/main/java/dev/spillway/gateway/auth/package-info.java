/** Who may use the gateway, and where it may listen. */
@NullMarked
package dev.spillway.gateway.auth;

import org.jspecify.annotations.NullMarked;
