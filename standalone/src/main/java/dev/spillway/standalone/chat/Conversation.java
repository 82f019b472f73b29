package dev.spillway.standalone.chat;

import dev.spillway.standalone.console.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** A dialogue as it looks in the terminal. */
final class Conversation {
  private static final String PROMPT = "> ";

  private final Dialogue dialogue;
  private final ChatClient client;
  private final PrintStream out;

  Conversation(Dialogue dialogue, ChatClient client, PrintStream out) {
    this.dialogue = dialogue;
    this.client = client;
    this.out = out;
  }

  /** Until the input ends or the person leaves. A refusal is shown, and the dialogue goes on. */
  void run(BufferedReader input) throws IOException {
    out.printf("Model %s. /model NAME, /new, /quit.%n", dialogue.model());
    for (var line = prompt(input); line != null; line = prompt(input)) {
      if (line.equals("/quit")) {
        return;
      }
      if (line.equals("/new")) {
        dialogue.forget();
      } else if (line.startsWith("/model ")) {
        dialogue.use(line.substring("/model ".length()).strip());
      } else if (line.startsWith("/")) {
        out.println("  There are /model NAME, /new and /quit.");
      } else if (!line.isEmpty()) {
        askAndStay(line);
      }
    }
    out.println();
  }

  /** Asks and shows the answer as it comes, then a line with what it took. */
  void ask(String question) {
    dialogue.ask(question);
    var answer =
        client.ask(
            dialogue,
            piece -> {
              out.print(piece);
              out.flush();
            });
    dialogue.answered(answer.text());
    out.printf("%n  [%s]%n", answer.summary());
  }

  private void askAndStay(String question) {
    try {
      ask(question);
    } catch (CommandFailure failure) {
      dialogue.takeBack();
      out.printf("%n  spillway: %s%n", failure.line());
    }
  }

  /** The next line; null at the end of the input. */
  private @Nullable String prompt(BufferedReader input) throws IOException {
    out.print(PROMPT);
    out.flush();
    var line = input.readLine();
    return line == null ? null : line.strip();
  }
}
