/** {@code spillway profile}: how long this machine's steps take. */
@NullMarked
package dev.spillway.standalone.profile;

import org.jspecify.annotations.NullMarked;
