/** Who changed what through the admin API or by the file, and who tried to. */
@NullMarked
package dev.spillway.gateway.audit;

import org.jspecify.annotations.NullMarked;
