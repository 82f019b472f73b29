package dev.spillway.gateway.openai;

import dev.spillway.gateway.http.Field;
import java.util.List;

/**
 * Fields that OpenAI has and this gateway has not. Their neutral values pass, because client
 * libraries send them; any other would change the answer, and is refused rather than ignored.
 */
final class Unsupported {
  private static final List<String> LISTS = List.of("tools", "functions", "logit_bias");
  private static final List<String> PENALTIES = List.of("frequency_penalty", "presence_penalty");

  private Unsupported() {}

  static void refuse(Field root) {
    root.member("n")
        .filter(n -> n.whole(1, Integer.MAX_VALUE) != 1)
        .ifPresent(
            n -> {
              throw n.wrong("must be 1: there is one answer to a request");
            });
    root.member("top_logprobs")
        .filter(top -> top.whole(0, Integer.MAX_VALUE) != 0)
        .ifPresent(
            top -> {
              throw top.wrong("must be 0: only the chosen tokens have log-probabilities here");
            });
    for (var name : LISTS) {
      root.member(name)
          .filter(field -> !field.value().isEmpty() || field.value().isValueNode())
          .ifPresent(
              field -> {
                throw field.wrong("is not supported");
              });
    }
    for (var name : PENALTIES) {
      root.member(name)
          .filter(field -> field.number(-2, 2) != 0)
          .ifPresent(
              field -> {
                throw field.wrong("must be 0: penalties are not supported");
              });
    }
    root.member("response_format")
        .map(format -> format.object().required("type"))
        .filter(type -> !type.string().equals("text"))
        .ifPresent(
            type -> {
              throw type.wrong("must be text: other formats are not supported");
            });
  }
}
