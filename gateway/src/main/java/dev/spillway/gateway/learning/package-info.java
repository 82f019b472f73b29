/** Makes learned routers from labelled replies. */
@NullMarked
package dev.spillway.gateway.learning;

import org.jspecify.annotations.NullMarked;
