package dev.spillway.gateway.workers;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Carries bytes to a server until it is cut, as when the server's machine is gone. */
final class Cable {
  private final List<NetSocket> ends = new CopyOnWriteArrayList<>();
  private final NetServer near;

  Cable(Vertx vertx, int port) {
    var far = vertx.createNetClient();
    near =
        vertx
            .createNetServer()
            .connectHandler(
                client -> {
                  client.pause();
                  far.connect(port, "127.0.0.1")
                      .onSuccess(
                          server -> {
                            ends.addAll(List.of(client, server));
                            client.pipeTo(server);
                            server.pipeTo(client);
                          });
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  int port() {
    return near.actualPort();
  }

  void cut() {
    ends.forEach(NetSocket::close);
  }
}
