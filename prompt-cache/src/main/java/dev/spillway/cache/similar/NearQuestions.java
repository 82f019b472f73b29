package dev.spillway.cache.similar;

import dev.spillway.cache.ResponseKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Questions whose answers are kept, and how near each is to another: the cosine of two embeddings.
 *
 * <p>In the memory of one gateway: texts of questions lie nowhere else, and a gateway finds what
 * itself has answered. A lookup compares with every question of the tenant that was asked in the
 * same context. There are few enough of these to look at each: of vectors of 384 numbers the two
 * thousand that a tenant may have take a fraction of a millisecond.
 *
 * <p>Law "tenants do not meet": a namespace's questions are its own. Law "bounded everything":
 * questions of a namespace, the oldest goes first; and bytes of all, where the oldest question of
 * the namespace that holds most goes first, so that nobody pushes out one who holds less.
 *
 * <p>A lookup copies references under a lock and compares outside of it.
 */
public final class NearQuestions {
  /** About what a question takes beside its text and its vector. */
  private static final int OVERHEAD = 400;

  private final int mostQuestions;
  private final long mostBytes;
  private final Map<String, Shelf> byNamespace = new HashMap<>();
  private long bytes;
  private int size;

  /** One that was answered, and where its answer is kept. */
  private static final class Question {
    final String context;
    final float[] vector;
    final String text;
    final ResponseKey key;

    Question(String context, float[] vector, String text, ResponseKey key) {
      this.context = context;
      this.vector = vector;
      this.text = text;
      this.key = key;
    }

    long bytes() {
      return OVERHEAD + (long) Float.BYTES * vector.length + (long) Character.BYTES * text.length();
    }
  }

  /** A namespace's, oldest first. */
  private static final class Shelf {
    final LinkedHashMap<ResponseKey, Question> questions = new LinkedHashMap<>();
    long bytes;
  }

  /**
   * One that is near.
   *
   * @param cosine 1 for the same meaning, as far as the embedding tells
   */
  public record Near(String text, ResponseKey key, double cosine) {}

  /**
   * @param mostQuestions of each namespace
   * @param mostBytes of all, about
   */
  public NearQuestions(int mostQuestions, long mostBytes) {
    this.mostQuestions = mostQuestions;
    this.mostBytes = mostBytes;
  }

  /**
   * A question's answer is kept.
   *
   * @param context what else must be equal: all that was said before, and how it is answered
   * @param vector of its text; not kept itself
   */
  public synchronized void add(String context, float[] vector, String text, ResponseKey key) {
    var question = new Question(context, normal(vector), text, key);
    forget(key);
    var shelf = byNamespace.computeIfAbsent(key.namespace(), namespace -> new Shelf());
    shelf.questions.put(key, question);
    shelf.bytes += question.bytes();
    bytes += question.bytes();
    size++;
    if (shelf.questions.size() > mostQuestions) {
      forgetOldest(shelf);
    }
    while (bytes > mostBytes) {
      forgetOldest(largest());
    }
  }

  /**
   * The nearest questions in the same context, nearest first.
   *
   * @param cosine at least
   * @param most at most so many
   */
  public List<Near> near(
      String namespace, String context, float[] vector, double cosine, int most) {
    var wanted = normal(vector);
    return of(namespace).stream()
        .filter(question -> question.context.equals(context))
        .map(question -> new Near(question.text, question.key, dot(question.vector, wanted)))
        .filter(near -> near.cosine() >= cosine)
        .sorted(Comparator.comparingDouble(Near::cosine).reversed())
        .limit(most)
        .toList();
  }

  private synchronized List<Question> of(String namespace) {
    var shelf = byNamespace.get(namespace);
    return shelf == null ? List.of() : new ArrayList<>(shelf.questions.values());
  }

  /** Its answer is there no more. */
  public synchronized void forget(ResponseKey key) {
    var shelf = byNamespace.get(key.namespace());
    if (shelf != null) {
      forget(shelf, key);
    }
  }

  /** Questions of all. */
  public synchronized int size() {
    return size;
  }

  /** About what they take. */
  public synchronized long bytes() {
    return bytes;
  }

  private Shelf largest() {
    return byNamespace.values().stream()
        .max(Comparator.comparingLong(shelf -> shelf.bytes))
        .orElseThrow();
  }

  private void forgetOldest(Shelf shelf) {
    forget(shelf, shelf.questions.firstEntry().getKey());
  }

  private void forget(Shelf shelf, ResponseKey key) {
    @Nullable Question question = shelf.questions.remove(key);
    if (question == null) {
      return;
    }
    shelf.bytes -= question.bytes();
    bytes -= question.bytes();
    size--;
    if (shelf.questions.isEmpty()) {
      byNamespace.remove(key.namespace());
    }
  }

  /** Of length one; of no direction if it had none. */
  private static float[] normal(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    var normal = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normal[i] = length == 0 ? 0 : (float) (vector[i] / length);
    }
    return normal;
  }

  /** Zero where the lengths differ: they are of different models. In four sums, which overlap. */
  private static double dot(float[] a, float[] b) {
    if (a.length != b.length) {
      return 0;
    }
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (double) s0 + s1 + s2 + s3;
  }
}
