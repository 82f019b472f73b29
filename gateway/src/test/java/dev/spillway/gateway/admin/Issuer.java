package dev.spillway.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An OpenID Connect issuer, as far as one who verifies its tokens sees it. */
final class Issuer {
  private static final String KEY_ID = "first";

  final KeyPair keys = newKeys();
  private final int port = freePort();
  private @Nullable HttpServer server;

  String address() {
    return "http://localhost:" + port;
  }

  synchronized void open() {
    if (server != null) {
      return;
    }
    try {
      var made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      serve(
          made,
          "/.well-known/openid-configuration",
          """
          {"issuer": "%s", "jwks_uri": "%s/keys", "token_endpoint": "%s/token",
           "authorization_endpoint": "%s/auth"}"""
              .formatted(address(), address(), address(), address()));
      serve(made, "/keys", "{\"keys\": [%s]}".formatted(jwk((RSAPublicKey) keys.getPublic())));
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

  static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void serve(HttpServer server, String path, String body) {
    server.createContext(
        path,
        exchange -> {
          var bytes = body.getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
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

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
