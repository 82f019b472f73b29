/** The one taxonomy of failures. */
@NullMarked
package dev.spillway.contracts.error;

import org.jspecify.annotations.NullMarked;
