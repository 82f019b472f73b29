package dev.spillway.router.length;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Predicts how many tokens an answer will have, and learns from each that finishes.
 *
 * <p>S^3 (Jin et al. 2023, arXiv 2306.06000) trains a language model to put prompts in classes of
 * length. This is a model of the whole distribution that learns on the way, in microseconds:
 *
 * <ul>
 *   <li>Lengths are cut into bins. For each bin a tier has the odds that an answer which came so
 *       far ends there ({@link TierHead}). A prompt has one score that shifts all of them ({@link
 *       HashedWeights}), and so has a tenant: survival in discrete time with proportional odds (Cox
 *       1972; Gensheimer and Narasimhan 2019, arXiv 1805.00917). From the odds follow all
 *       quantiles, the mean, and what is still to come of an answer that has begun.
 *   <li>An answer that was cut by {@code max_tokens}, or that nobody waited for, went on for at
 *       least so long. Such a model learns exactly this of it, and no end. Were they left out, or
 *       taken for complete, long answers would look short.
 *   <li>Each answer moves the weights by a gradient step, and {@value #REHEARSED} that are
 *       remembered do so again ({@link Rehearsal}).
 *   <li>The quantiles given out are kept true by {@link ConformalLevel}, by tier. It learns only
 *       where a miss would have been seen: not where the client's limit is below the quantile.
 * </ul>
 *
 * <p>What all prompts teach is shared by all tenants, as sums of many answers' gradients; a
 * tenant's own part is its offset. Whoever may not even learn from a predicted number that somebody
 * else's prompts with the same words had long answers needs a predictor of his own.
 *
 * <p>Memory is bounded: 1 MiB of weights, {@value Rehearsal#MOST} remembered prompts of at most
 * {@value PromptFeatures#MOST} numbers, {@value #TIERS} tiers and {@value #TENANTS} pairs of tenant
 * and tier, those used last. The same calls in the same order give the same predictions. All
 * methods may be called from any thread.
 */
public final class LengthPredictor {
  private static final int REHEARSED = 4;
  private static final int STALE = 20;
  private static final int TIERS = 256;
  private static final int TENANTS = 4_096;
  private static final int SNAPSHOT = 0x53504C32;

  private final HashedWeights weights = new HashedWeights();
  private final Map<String, TierHead> tiers = new Recent<>(TIERS);
  private final Map<Long, TenantOffset> tenants = new Recent<>(TENANTS);
  private final Rehearsal rehearsal = new Rehearsal();

  /**
   * What is believed of an answer that is about to be asked for.
   *
   * @param tier that will answer
   * @param tenant who asks, as an opaque name
   */
  public synchronized LengthForecast forecast(String tier, String tenant, PromptFeatures prompt) {
    var head = head(tier);
    var distribution = head.distribution(score(prompt, head, offset(tier, tenant)));
    return new LengthForecast(
        tier,
        tenant,
        prompt,
        head.learned(),
        distribution,
        distribution.quantile(head.median().level()),
        distribution.quantile(head.upper().level()));
  }

  /**
   * Takes note of how an answer went.
   *
   * @param forecast given before it
   * @param tokens it had
   * @param ended whether it ended by itself; else it is only known to be longer
   */
  public synchronized void learn(LengthForecast forecast, int tokens, boolean ended) {
    var head = head(forecast.tier());
    var answer =
        new Rehearsal.Answer(
            forecast.prompt(),
            head,
            offset(forecast.tier(), forecast.tenant()),
            LengthBins.of(ended ? tokens : tokens + 1),
            ended);
    double score = score(answer.prompt(), head, answer.tenant());
    boolean stale = head.learned() - forecast.learned() > STALE;
    var believed = stale ? head.distribution(score) : forecast.distribution();
    calibrate(head.median(), believed, forecast, tokens, ended);
    calibrate(head.upper(), believed, forecast, tokens, ended);
    head.learn(answer.bin(), ended, score);
    descend(answer);
    rehearsal.add(answer);
    for (int i = 0; i < REHEARSED; i++) {
      descend(rehearsal.any());
    }
  }

  private static void calibrate(
      ConformalLevel level,
      LengthDistribution believed,
      LengthForecast forecast,
      int tokens,
      boolean ended) {
    int quantile = believed.quantile(level.level());
    boolean longer = tokens > quantile;
    if (forecast.seesBeyond(quantile) && (ended || longer)) {
      level.learn(longer);
    }
  }

  private double score(PromptFeatures prompt, TierHead tier, TenantOffset tenant) {
    return weights.score(prompt, tier.salt()) + tenant.offset();
  }

  private void descend(Rehearsal.Answer answer) {
    var tier = answer.tier();
    double score = score(answer.prompt(), tier, answer.tenant());
    double slope = tier.slope(answer.bin(), answer.ended(), score);
    weights.descend(answer.prompt(), tier.salt(), slope);
    answer.tenant().descend(slope);
  }

  private TierHead head(String tier) {
    return tiers.computeIfAbsent(tier, TierHead::new);
  }

  private TenantOffset offset(String tier, String tenant) {
    return tenants.computeIfAbsent(key(tier, tenant), any -> new TenantOffset());
  }

  /** 64 bits of both names, so that the length of a name costs no memory (FNV-1a). */
  private static long key(String tier, String tenant) {
    long hash = 0xCBF29CE484222325L;
    for (var name : new String[] {tier, "\0", tenant}) {
      for (int i = 0; i < name.length(); i++) {
        hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
      }
    }
    return hash;
  }

  /** All that was learned, except for the answers that would have been rehearsed. */
  public synchronized byte[] snapshot() {
    var bytes = new ByteArrayOutputStream();
    try {
      var out = new DataOutputStream(bytes);
      out.writeInt(SNAPSHOT);
      weights.write(out);
      out.writeInt(tiers.size());
      for (var tier : tiers.entrySet()) {
        out.writeUTF(tier.getKey());
        tier.getValue().write(out);
      }
      out.writeInt(tenants.size());
      for (var tenant : tenants.entrySet()) {
        out.writeLong(tenant.getKey());
        tenant.getValue().write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * A predictor that goes on where another was when it made a {@link #snapshot}.
   *
   * @throws IllegalArgumentException if these are not the bytes of a snapshot of this version
   */
  public static LengthPredictor restore(byte[] snapshot) {
    var restored = new LengthPredictor();
    try {
      var in = new DataInputStream(new ByteArrayInputStream(snapshot));
      if (in.readInt() != SNAPSHOT) {
        throw new IOException("another version");
      }
      restored.read(in);
      if (in.read() >= 0) {
        throw new IOException("more than a snapshot");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not a snapshot of a length predictor", e);
    }
    return restored;
  }

  private void read(DataInput in) throws IOException {
    weights.read(in);
    for (int left = in.readInt(); left > 0; left--) {
      head(in.readUTF()).read(in);
    }
    for (int left = in.readInt(); left > 0; left--) {
      tenants.computeIfAbsent(in.readLong(), any -> new TenantOffset()).read(in);
    }
  }
}
