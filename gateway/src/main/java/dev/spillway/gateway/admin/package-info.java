/** The admin API: what operators change while the gateway runs, behind the admin key. */
@NullMarked
package dev.spillway.gateway.admin;

import org.jspecify.annotations.NullMarked;
