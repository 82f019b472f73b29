/** A chat request's path from its body to its reply, whatever wire format it came in. */
@NullMarked
package dev.spillway.gateway.chat;

import org.jspecify.annotations.NullMarked;
