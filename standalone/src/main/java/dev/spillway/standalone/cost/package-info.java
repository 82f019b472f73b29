/** How long a step takes: a model of it, its fit, and the file that keeps both. */
@NullMarked
package dev.spillway.standalone.cost;

import org.jspecify.annotations.NullMarked;
