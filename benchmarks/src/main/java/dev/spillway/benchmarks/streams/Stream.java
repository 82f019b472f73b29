package dev.spillway.benchmarks.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.regex.Pattern;

/** One stream, as a client reads it. */
final class Stream {
  private static final Pattern STAMP = Pattern.compile("\"content\":\"(?<time>\\d+) \"");
  private static final String BODY =
      """
      {"model":"bench","stream":true,"messages":[{"role":"user","content":"Say when."}]}""";

  /** Of what came last, for a person to see why a stream broke. */
  private static final int SAID = 400;

  private final Result result;
  private final Promise<Boolean> whole = Promise.promise();
  private final long asked = System.nanoTime();
  private final StringBuilder rest = new StringBuilder();
  private String latest = "";
  private long last;
  private int frames;
  private boolean done;

  private Stream(Result result) {
    this.result = result;
  }

  /**
   * Asks, and writes down when each frame came.
   *
   * @return whether all frames came and the end
   */
  static Future<Boolean> read(
      HttpClient client, String url, String key, int frames, Result result) {
    var stream = new Stream(result);
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url + "/chat/completions")
            .putHeader("content-type", "application/json");
    if (!key.isEmpty()) {
      options.putHeader("authorization", "Bearer " + key);
    }
    client
        .request(options)
        .compose(request -> request.send(BODY))
        .onSuccess(
            response -> {
              response.handler(stream::piece);
              response.exceptionHandler(stream.whole::tryFail);
              response.endHandler(end -> stream.end(response.statusCode(), frames));
            })
        .onFailure(stream.whole::tryFail);
    return stream.whole.future().recover(failure -> stream.broken(failure.toString()));
  }

  private void end(int status, int expected) {
    if (done && frames == expected) {
      whole.tryComplete(true);
    } else {
      var said = latest.substring(Math.max(0, latest.length() - SAID)).strip();
      whole.tryFail("status %d after %d frames: %s".formatted(status, frames, said));
    }
  }

  private Future<Boolean> broken(String why) {
    result.broken(why);
    return Future.succeededFuture(false);
  }

  private void piece(Buffer bytes) {
    long now = System.nanoTime();
    rest.append(bytes.toString(UTF_8));
    int end = rest.lastIndexOf("\n\n");
    if (end < 0) {
      return;
    }
    var events = rest.substring(0, end);
    latest = events;
    rest.delete(0, end);
    var stamp = STAMP.matcher(events);
    while (stamp.find()) {
      if (frames++ == 0) {
        result.first.add(now - asked);
      } else {
        result.gaps.add(now - last);
      }
      last = now;
      result.underWay.add(now - Long.parseLong(stamp.group("time")));
    }
    done |= events.contains("data: [DONE]");
  }
}
