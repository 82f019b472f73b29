/** gRPC, health and metrics: the only package that knows Quarkus. */
@NullMarked
package dev.spillway.worker.server;

import org.jspecify.annotations.NullMarked;
