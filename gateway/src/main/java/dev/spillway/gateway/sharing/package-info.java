/** What tenants share on purpose of the prompts that workers have computed. */
@NullMarked
package dev.spillway.gateway.sharing;

import org.jspecify.annotations.NullMarked;
