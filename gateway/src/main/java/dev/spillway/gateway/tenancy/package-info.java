/** Tenants, and what keeps their computed prompts apart at the workers. */
@NullMarked
package dev.spillway.gateway.tenancy;

import org.jspecify.annotations.NullMarked;
