/** Everything in one process, and the command line. */
@NullMarked
package dev.spillway.standalone;

import org.jspecify.annotations.NullMarked;
