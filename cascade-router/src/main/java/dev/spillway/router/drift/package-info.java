/** Whether a policy still does what its fit found. */
@NullMarked
package dev.spillway.router.drift;

import org.jspecify.annotations.NullMarked;
