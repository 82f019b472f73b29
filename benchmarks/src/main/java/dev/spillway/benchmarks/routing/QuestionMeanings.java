package dev.spillway.benchmarks.routing;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.policy.Questions;
import dev.spillway.worker.embed.Embedder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What questions mean, by the embedder of the workers. Some milliseconds each on one core, so they
 * are kept in a file that goes by the embedder and all the questions.
 */
final class QuestionMeanings {
  private static final int BAR = 40;

  private final Path folder;

  QuestionMeanings(Path folder) {
    this.folder = folder;
  }

  /** By question. */
  Map<String, Meaning> of(List<String> questions) throws IOException {
    Files.createDirectories(folder);
    try (var embedder = new Embedder(true)) {
      var model = embed(embedder, questions.subList(0, 1)).model();
      var kept = folder.resolve(name(model, questions));
      if (!Files.exists(kept)) {
        var written = Files.createTempFile(folder, "unfinished", null);
        write(embedder, questions, written);
        Files.move(written, kept, StandardCopyOption.ATOMIC_MOVE);
      }
      return read(kept, model, questions);
    }
  }

  private static Embeddings embed(Embedder embedder, List<String> questions) {
    return embedder
        .embed(questions.stream().map(QuestionMeanings::text).toList())
        .toCompletableFuture()
        .join();
  }

  private static String text(String question) {
    return Questions.toEmbed(List.of(new ChatMessage(Role.USER, question)));
  }

  private static void write(Embedder embedder, List<String> questions, Path file)
      throws IOException {
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (int at = 0; at < questions.size(); at += Embedder.MAX_TEXTS) {
        int end = Math.min(questions.size(), at + Embedder.MAX_TEXTS);
        for (var embedding : embed(embedder, questions.subList(at, end)).each()) {
          out.writeInt(embedding.vector().length);
          for (float number : embedding.vector()) {
            out.writeFloat(number);
          }
        }
        progress(end, questions.size());
      }
    }
  }

  private static void progress(int done, int all) {
    int filled = BAR * done / all;
    System.err.printf(
        "\rembedding [%s%s] %d of %d%s",
        "#".repeat(filled), " ".repeat(BAR - filled), done, all, done == all ? "\n" : "");
  }

  private static Map<String, Meaning> read(Path file, String model, List<String> questions)
      throws IOException {
    var meanings = new HashMap<String, Meaning>();
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (var question : questions) {
        float[] vector = new float[in.readInt()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = in.readFloat();
        }
        meanings.put(question, Meaning.of(model, vector));
      }
    }
    return meanings;
  }

  private static String name(String model, List<String> questions) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var texts = new ArrayList<>(List.of(model));
      questions.forEach(question -> texts.add(text(question)));
      for (var text : texts) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8) + ".embeddings";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
