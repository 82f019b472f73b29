/** Learns from kept decisions and labelled replies: thresholds, routers, and whether they hold. */
@NullMarked
package dev.spillway.gateway.learning;

import org.jspecify.annotations.NullMarked;
