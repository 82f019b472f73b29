/** PostgreSQL and Redis as processes of ours, for a machine that has neither. */
@NullMarked
package dev.spillway.standalone.stores;

import org.jspecify.annotations.NullMarked;
