/** Requests over time: read from files of several forms, or drawn. */
@NullMarked
package dev.spillway.standalone.replay.trace;

import org.jspecify.annotations.NullMarked;
