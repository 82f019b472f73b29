/** Limits of keys, projects and organisations: rates, concurrency, and budgets that are exact. */
@NullMarked
package dev.spillway.gateway.quota;

import org.jspecify.annotations.NullMarked;
