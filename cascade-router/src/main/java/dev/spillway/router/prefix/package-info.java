/** Why a prompt was not found computed, though one like it was asked before. */
@NullMarked
package dev.spillway.router.prefix;

import org.jspecify.annotations.NullMarked;
