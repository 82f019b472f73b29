package dev.spillway.gateway.learning;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A policy's version that goes by a router that was learned from kept decisions.
 *
 * @param worthUsd of a right answer: the point of the front that serves the goal
 * @param report how the router does on decisions that it was not learned from
 */
@Schema(name = "LearnedPolicy")
public record LearnedPolicy(
    @Schema(examples = "support-2026-11") String router,
    @Schema(examples = "auto-next") String policy,
    @Schema(examples = "2") int version,
    @JsonProperty("worth_usd") @Schema(examples = "0.0001") double worthUsd,
    TrainingReport report) {}
