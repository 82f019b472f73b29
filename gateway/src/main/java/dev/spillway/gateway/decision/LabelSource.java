package dev.spillway.gateway.decision;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whose opinion of an answer a label is. */
public enum LabelSource {
  /** A client's, through {@code POST /v1/feedback}. */
  FEEDBACK,
  /** An administrator's. */
  UPLOAD,
  /** A comparison with what another tier replied to the same question. */
  SHADOW,
  /** A model's. */
  JUDGE;

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
