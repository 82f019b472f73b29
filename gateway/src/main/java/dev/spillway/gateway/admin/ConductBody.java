package dev.spillway.gateway.admin;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be said of a policy's conduct: for the description of the interface. */
@Schema(
    name = "Conduct",
    description = "How a policy is run beside its rule.",
    examples = "{\"explore\": 0.02, \"shadow\": 0.1}")
record ConductBody(
    @Schema(
            description =
                "Share of requests, from 0 to 1, that are put to every tier, beside the answer and"
                    + " at the operator's cost. Their decisions carry the propensity.",
            defaultValue = "0")
        @Nullable Double explore,
    @Schema(
            description =
                "Share of the answers of tiers before the last, from 0 to 1, that are compared with"
                    + " the last tier's; the outcome is a label of source shadow.",
            defaultValue = "0")
        @Nullable Double shadow) {}
