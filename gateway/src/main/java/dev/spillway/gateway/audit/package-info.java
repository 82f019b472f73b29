/** Who changed what through the admin API, and who tried to. */
@NullMarked
package dev.spillway.gateway.audit;

import org.jspecify.annotations.NullMarked;
