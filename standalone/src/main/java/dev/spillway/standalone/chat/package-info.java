/** A conversation with a gateway in the terminal. */
@NullMarked
package dev.spillway.standalone.chat;

import org.jspecify.annotations.NullMarked;
