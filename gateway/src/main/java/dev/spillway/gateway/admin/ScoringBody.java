package dev.spillway.gateway.admin;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be said of a policy's second opinions: for the description of the interface. */
@Schema(
    name = "Scoring",
    description = "What the scorers agreement and judge need to know.",
    examples = "{\"tier\": \"demo-large\", \"otherwise\": \"escalate\"}")
record ScoringBody(
    @Schema(
            description =
                "Who is asked. For agreement a tier that is not one of the policy's, or absent: the"
                    + " tier that replied, once more.",
            examples = "demo-large")
        @Nullable String tier,
    @Schema(
            description =
                "What is done with a reply where nobody says anything of it that can be read, in"
                    + " time.",
            enumeration = {"escalate", "accept"},
            defaultValue = "escalate")
        @Nullable String otherwise,
    @Schema(
            description =
                "Points of a score and its probability, rising: what a fit found. Absent: the score"
                    + " is taken for the probability.",
            examples = "[[0, 0.2], [1, 0.95]]")
        @Nullable List<List<Double>> calibration) {}
