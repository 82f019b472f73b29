/**
 * A chat request after normalisation: what every wire format becomes before anything is decided.
 */
@NullMarked
package dev.spillway.contracts.chat;

import org.jspecify.annotations.NullMarked;
