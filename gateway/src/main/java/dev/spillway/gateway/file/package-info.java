/**
 * {@code spillway.yaml}: one file for tiers, policies, tenants and settings. Read and checked as a
 * whole, applied at start, and again when it changes.
 */
@NullMarked
package dev.spillway.gateway.file;

import org.jspecify.annotations.NullMarked;
