/** The workers behind this gateway: how they are called, watched and chosen. */
@NullMarked
package dev.spillway.gateway.workers;

import org.jspecify.annotations.NullMarked;
