/** What was decided for each answered request, and how good the answers were: kept for learning. */
@NullMarked
package dev.spillway.gateway.decision;

import org.jspecify.annotations.NullMarked;
