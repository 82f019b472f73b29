package dev.spillway.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.testkit.Ports;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** An OpenID Connect issuer, as far as one who verifies its tokens sees it. */
final class Issuer {
  private static final String KEY_ID = "first";

  private static final AtomicInteger ASKED = new AtomicInteger();

  /** How it answers. */
  enum Manner {
    RIGHT,
    /** It takes a request, and never says anything. */
    SILENT,
    /** A page stands where metadata should be, as a proxy may put there. */
    PAGE,
    /** It says nothing of itself. */
    EMPTY,
    /** Of its keys alone it says nothing. */
    KEYLESS,
    PAGE_FOR_KEYS,
    NO_KEYS,
    FAILING
  }

  final KeyPair keys = newKeys();
  private final int port = Ports.free();
  private volatile Manner manner = Manner.RIGHT;
  private CountDownLatch silence = new CountDownLatch(1);
  private @Nullable HttpServer server;

  String address() {
    return "http://localhost:" + port;
  }

  /** How often any issuer was asked anything. */
  static int asked() {
    return ASKED.get();
  }

  /** Who waits for an answer gets none. */
  synchronized void open(Manner next) {
    manner = next;
    silence.countDown();
    silence = new CountDownLatch(1);
    open();
  }

  synchronized void open() {
    if (server != null) {
      return;
    }
    try {
      var made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      var metadata =
          """
          {"issuer": "%s", "jwks_uri": "%s/keys", "token_endpoint": "%s/token",
           "authorization_endpoint": "%s/auth"}"""
              .formatted(address(), address(), address(), address());
      serve(
          made,
          "/.well-known/openid-configuration",
          () ->
              switch (manner) {
                case PAGE -> "<html>Sign in</html>";
                case EMPTY -> "{}";
                case KEYLESS -> "{\"issuer\": \"%s\"}".formatted(address());
                default -> metadata;
              });
      var published = "{\"keys\": [%s]}".formatted(jwk((RSAPublicKey) keys.getPublic()));
      serve(
          made,
          "/keys",
          () ->
              switch (manner) {
                case PAGE_FOR_KEYS -> "<html>Sign in</html>";
                case NO_KEYS -> "{\"keys\": []}";
                default -> published;
              });
      made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      made.start();
      server = made;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token that opens, unless it is changed. */
  JwtClaimsBuilder token(String... roles) {
    return Jwt.issuer(address())
        .audience("spillway")
        .subject("subject-1")
        .claim("preferred_username", "alice")
        .groups(Set.copyOf(Arrays.asList(roles)))
        .expiresIn(300);
  }

  String signed(JwtClaimsBuilder token) {
    return token.jws().keyId(KEY_ID).sign(keys.getPrivate());
  }

  static String signed(JwtClaimsBuilder token, KeyPair by) {
    return token.jws().keyId(KEY_ID).sign(by.getPrivate());
  }

  /** Signed with what all can read, as if that were a secret that the issuer shares with us. */
  String signedWithPublicKey(JwtClaimsBuilder token) {
    return token
        .jws()
        .keyId(KEY_ID)
        .algorithm(SignatureAlgorithm.HS256)
        .sign(new SecretKeySpec(keys.getPublic().getEncoded(), "HmacSHA256"));
  }

  static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(HttpServer server, String path, Supplier<String> body) {
    server.createContext(
        path,
        exchange -> {
          ASKED.incrementAndGet();
          awaitMore();
          var bytes = body.get().getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(manner == Manner.FAILING ? 500 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  /** Until it is told not to be silent. */
  private void awaitMore() {
    var waiting = silence;
    if (manner == Manner.SILENT) {
      try {
        waiting.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String jwk(RSAPublicKey key) {
    return "{\"kty\": \"RSA\", \"use\": \"sig\", \"alg\": \"RS256\", \"kid\": \"%s\", \"n\": \"%s\", \"e\": \"%s\"}"
        .formatted(KEY_ID, number(key.getModulus()), number(key.getPublicExponent()));
  }

  private static String number(BigInteger number) {
    var bytes = number.toByteArray();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }
}
