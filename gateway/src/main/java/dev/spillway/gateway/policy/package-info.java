/** Which policies are in force. */
@NullMarked
package dev.spillway.gateway.policy;

import org.jspecify.annotations.NullMarked;
