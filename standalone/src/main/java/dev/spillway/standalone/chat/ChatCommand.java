package dev.spillway.standalone.chat;

import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.ExitCode;
import dev.spillway.standalone.console.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Talks with a running gateway: one question from the command line or a pipe, or a dialogue. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    description = "Talks with a running gateway. Without a question: a dialogue in the terminal.",
    footer = {
      "",
      "In a dialogue: /model NAME takes another model, /new forgets what was said, /quit leaves.",
      "",
      "Exit status: 0 answered, 1 the gateway refused, 2 wrong usage, 4 no gateway answers there."
    })
public final class ChatCommand implements Callable<Integer> {

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "A policy or a tier. Default: ${DEFAULT-VALUE}")
  private String model = "";

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:SPILLWAY_URL:-http://localhost:${env:SPILLWAY_PORT:-8080}}",
      description = "Where the gateway is. Default: ${DEFAULT-VALUE}")
  private URI url = URI.create("http://localhost:8080");

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:SPILLWAY_API_KEY}",
      description = "The API key, where the gateway asks for one. Default: $SPILLWAY_API_KEY")
  private @Nullable String key;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "The longest answer. Default: what the model's context has room for")
  private Optional<Integer> maxTokens = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "0 for the most probable answer, up to 2. Default: ${DEFAULT-VALUE}")
  private double temperature;

  @Parameters(arity = "0..*", paramLabel = "QUESTION", description = "Asked once, then it ends.")
  private String[] question = {};

  ChatCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!String.valueOf(url.getScheme()).matches("https?") || url.getHost() == null) {
      throw CommandFailure.usage(
          "--url must begin with http:// or https:// and a host, was '%s'".formatted(url));
    }
    var dialogue = new Dialogue(model, maxTokens, temperature);
    try (var client = new ChatClient(url, Optional.ofNullable(key))) {
      var terminal = new Conversation(dialogue, client, System.out);
      var person = Terminal.find();
      if (question.length > 0) {
        terminal.ask(String.join(" ", question));
      } else if (person.isPresent()) {
        terminal.run(new BufferedReader(person.get().reader()));
      } else {
        terminal.ask(allInput());
      }
      return ExitCode.OK;
    }
  }

  private static String allInput() throws IOException {
    var reader = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    return String.join("\n", reader.lines().toList());
  }
}
