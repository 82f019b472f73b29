package dev.spillway.cache.similar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cache.similar.Differences.Difference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferencesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "How do I enable 2FA? | How do I disable 2FA? | OPPOSITE",
        "How do I turn on 2FA? | How do I turn off 2FA? | OPPOSITE",
        "Enabling the firewall on boot | Disabling the firewall on boot | OPPOSITE",
        "What comes before Friday? | What comes after Friday? | OPPOSITE",
        "Should I buy gold now? | Should I sell gold now? | OPPOSITE",
        "Is this mushroom edible? | Is this mushroom inedible? | OPPOSITE",
        "How to subscribe? | How to unsubscribe? | OPPOSITE",
        "What is the largest planet? | What is the smallest planet? | OPPOSITE",
        "Does it increase blood pressure? | Does it decrease blood pressure? | OPPOSITE",
        "What is the maximum length? | What is the minimum length? | OPPOSITE",
        "Sort the rows ascending | Sort the rows descending | OPPOSITE",
        "Can I fly with a cold? | Can I fly without a cold? | NEGATION",
        "Which of these are prime? | Which of these are not prime? | NEGATION",
        "Why does it work? | Why doesn't it work? | NEGATION",
        "Why does it work? | Why doesn’t it work? | NEGATION",
        "Who has paid? | Who has never paid? | NEGATION",
        "What is 17 + 25? | What is 17 + 26? | QUANTITY",
        "What is 17 + 25? | What is 17 - 25? | QUANTITY",
        "What is 17 - 25? | What is 25 - 17? | QUANTITY",
        "What is 17 plus 25? | What is 17 times 25? | QUANTITY",
        "What is (2 + 3) * 4? | What is 2 + (3 * 4)? | QUANTITY",
        "The two largest cities | The three largest cities | QUANTITY",
        "The largest city of Spain | The second largest city of Spain | QUANTITY",
        "a one-bedroom flat | a two-bedroom flat | QUANTITY",
        "I have twenty-five dollars | I have thirty-five dollars | QUANTITY",
        "I have two hundred dollars | I have two thousand dollars | QUANTITY",
        "Who is agent 007? | Who is agent 7? | QUANTITY",
        "Run 5 km | Run 5 miles | QUANTITY",
        "Convert 10 miles to km | Convert 10 km to miles | QUANTITY",
        "How many ounces are in a pound? | How many pounds are in an ounce? | QUANTITY",
        "Take 5 mg | Take 5 g | QUANTITY",
        "Meet at 3 am | Meet at 3 pm | QUANTITY",
        "Is it worth $5? | Is it worth €5? | QUANTITY",
        "What is new in Python 3.11? | What is new in Python 3.12? | QUANTITY",
        "What is the capital of France? | What is the capital of Italy? | NAME",
        "what is the capital of france | what is the capital of italy | CONTENT",
        "Who leads Apple? | Who leads Google? | NAME",
        "Paris is how large? | Rome is how large? | CONTENT",
        "Convert JSON to YAML | Convert YAML to JSON | NAME",
        "When did World War I end? | When did World War II end? | NAME",
        "Did Alice call Bob? | Did Bob call Alice? | NAME",
        "Is an MP3 better? | Is an MP4 better? | NAME",
        "Translate \"good morning\" | Translate \"good night\" | LITERAL",
        "Replace 'a' with 'b' | Replace 'b' with 'a' | LITERAL",
        "What does `ls -l` do? | What does `ls -a` do? | LITERAL",
        "What does ls -l do? | What does ls -a do? | LITERAL",
        "What is user_id for? | What is user_name for? | LITERAL",
        "What does java.util.List do? | What does java.util.Set do? | LITERAL",
        "What does parseUrl do? | What does parseUri do? | LITERAL",
        "Who won the game? | When was the game won? | QUESTION",
        "How do I cancel? | Can I cancel? | QUESTION",
        "How many users are there? | How are users there? | QUESTION",
        "Where is my order? | What is my order? | QUESTION",
        "Who is the president? | Who was the president? | TENSE",
        "convert feet to metres quickly | convert metres to feet quickly | QUANTITY",
        "does the dog bite the man | does the man bite the dog | ORDER",
        "What causes inflation? | What does inflation cause? | ORDER",
        "Do you ship to Canada? | Do you ship from Canada? | CONTENT",
        "What is my name? | What is your name? | CONTENT",
        "How old am I? | How old are you? | CONTENT",
        "Can I take aspirin? | Should I take aspirin? | CONTENT",
        "How do I make pancakes? | How do I make vegan pancakes? | CONTENT",
        "How do I reset my password? | How do I reset my router? | CONTENT",
        "Who called, and when? | Who called, and where? | CONTENT",
        "Who wrote the letter? | Who sent the letter? | CONTENT",
        "Was ist die Hauptstadt von Bayern? | Was ist die Hauptstadt von Hessen? | NAME",
        "これは何ですか | それは何ですか | CONTENT",
      })
  void questions_that_must_not_have_the_same_answer_are_told_apart(
      String one, String other, Difference difference) {
    assertThat(Differences.between(one, other)).hasValue(difference);
    assertThat(Differences.between(other, one)).hasValue(difference);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "How do I enable 2FA? | How can I enable 2FA?",
        "How do I enable 2FA? | How can I turn on 2FA?",
        "How do I enable 2FA? | Please tell me how to activate 2FA.",
        "What is the capital of France? | What's the capital of France?",
        "What is the capital of France? | Which city is the capital of France?",
        "What is the capital of France? | what is the capital of france",
        "What is the capital of France? | What is France's capital?",
        "What is the capital of France? | Can you tell me what the capital of France is?",
        "How do I reset my password? | How to reset a password?",
        "How do I reset my password? | What are the steps to reset my password?",
        "What is 17 + 25? | What's 17 plus 25?",
        "What is 17 + 25? | Please tell me: what is 17 + 25",
        "What is 15% of 80? | What is fifteen percent of 80?",
        "Is it worth 1,000 dollars? | is it worth one thousand USD",
        "How far is twenty-five miles? | How far is 25 miles?",
        "Explain what a monad is. | What is a monad?",
        "Explain how photosynthesis works. | How does photosynthesis work?",
        "What does `ls -l` do? | Could you explain what `ls -l` does?",
        "Why doesn't it work? | Why does it not work?",
        "How do you make pancakes? | How can I make pancakes?",
        "How do I delete a file in Linux? | How can I remove files on Linux?",
        "What is the biggest planet? | What is the largest planet?",
        "What time does the museum open? | At what time does the museum open?",
        "What do you mean by idempotent? | What is idempotent?",
        "Who wrote Hamlet? | Can you tell me who wrote Hamlet?",
      })
  void ways_to_ask_the_same_are_not(String one, String other) {
    assertThat(Differences.between(one, other)).isEmpty();
    assertThat(Differences.between(other, one)).isEmpty();
  }

  @Test
  void long_questions_and_those_of_several_lines_are_not_compared() {
    assertThat(Differences.canCompare("What is the capital of France?\n")).isTrue();
    assertThat(Differences.canCompare("x".repeat(Differences.MAX_CHARACTERS))).isTrue();
    assertThat(Differences.canCompare("x".repeat(Differences.MAX_CHARACTERS + 1))).isFalse();
    assertThat(Differences.canCompare("Sort these:\nb\na")).isFalse();
    assertThat(Differences.canCompare(" \n ")).isFalse();
  }

  @Property(seed = "1")
  void a_question_does_not_differ_from_itself(@ForAll String text) {
    assertThat(Differences.between(text, text)).isEmpty();
  }

  @Property(seed = "1")
  void it_does_not_matter_which_comes_first(@ForAll String one, @ForAll String other) {
    assertThat(Differences.between(one, other)).isEqualTo(Differences.between(other, one));
  }

  @Property(seed = "1")
  void numbers_that_differ_are_never_the_same_question(@ForAll int one, @ForAll int other) {
    assertThat(
            Differences.between("Is %d prime?".formatted(one), "Is %d prime?".formatted(other))
                .isEmpty())
        .isEqualTo(one == other);
  }
}
