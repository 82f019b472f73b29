/** What a model worker offers, in process or over gRPC, and what it says while it generates. */
@NullMarked
package dev.spillway.contracts.worker;

import org.jspecify.annotations.NullMarked;
