/** Which worker of a tier answers: where the prompt is cached, and who has the least to do. */
@NullMarked
package dev.spillway.router.placement;

import org.jspecify.annotations.NullMarked;
