/** The folder that holds what lasts: data, logs and secrets. */
@NullMarked
package dev.spillway.standalone.home;

import org.jspecify.annotations.NullMarked;
