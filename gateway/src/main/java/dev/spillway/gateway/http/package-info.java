/** What all HTTP surfaces of the gateway share: the shape of errors, limits, and who may enter. */
@NullMarked
package dev.spillway.gateway.http;

import org.jspecify.annotations.NullMarked;
