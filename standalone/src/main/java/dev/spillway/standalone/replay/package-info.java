/** {@code spillway replay}: what a policy would do to a trace. */
@NullMarked
package dev.spillway.standalone.replay;

import org.jspecify.annotations.NullMarked;
