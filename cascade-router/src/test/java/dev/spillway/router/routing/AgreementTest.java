package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Paris | paris. | true",
        "Paris | Rome | false",
        "The answer is 42. | 42 | true",
        "\\boxed{7} | So it must be 7 after all of that, I am quite sure of it: 7 | true",
        "'' | '' | true",
        "'' | Rome | false"
      })
  void replies_agree_where_they_come_to_the_same(String one, String other, boolean agree) {
    assertThat(Agreement.of(one, other)).isEqualTo(agree);
    assertThat(Agreement.of(other, one)).isEqualTo(agree);
  }
}
