/** What the command line shows, and how it ends. */
@NullMarked
package dev.spillway.standalone.console;

import org.jspecify.annotations.NullMarked;
