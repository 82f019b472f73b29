package dev.spillway.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** HTTP/1.1 by hand over one socket, for tests that care about bytes and when they come. */
public final class HttpBytes implements AutoCloseable {
  private static final Pattern CONTENT_LENGTH =
      Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);

  private final Socket socket;
  private final InputStream in;
  private int length;

  public HttpBytes(URI base) throws IOException {
    socket = new Socket(base.getHost(), base.getPort());
    socket.setSoTimeout(20_000);
    in = socket.getInputStream();
  }

  public HttpBytes post(String path, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    sendHead(path, "Content-Length: " + body.length);
    socket.getOutputStream().write(body);
    return this;
  }

  public void sendHead(String path, String length) throws IOException {
    send(
        """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        %s\r
        \r
        """
            .formatted(path, length));
  }

  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Status line and headers. */
  public String head() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) read());
    }
    var declared = CONTENT_LENGTH.matcher(head);
    length = declared.find() ? Integer.parseInt(declared.group(1)) : 0;
    return head.toString();
  }

  /** The body that the last head announced the length of. */
  public String body() throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** One chunk of a chunked body; empty at its end. */
  public String chunk() throws IOException {
    var length = Integer.parseInt(line(), 16);
    var bytes = in.readNBytes(length);
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The rest of a chunked body. */
  public String chunks() throws IOException {
    var body = new StringBuilder();
    for (var chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
      body.append(chunk);
    }
    return body.toString();
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var c = read(); c != '\n'; c = read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private int read() throws IOException {
    var c = in.read();
    if (c < 0) {
      throw new IOException("the server closed the connection");
    }
    return c;
  }

  /** Whether the server closed its side. */
  public boolean closed() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
