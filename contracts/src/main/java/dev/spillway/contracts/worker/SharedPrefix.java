package dev.spillway.contracts.worker;

/**
 * A beginning of a request's messages that tenants share on purpose.
 *
 * @param namespace of all who begin so, as minted by the gateway; never empty
 * @param messages how many of the request's messages it is, at least one. What a worker computed of
 *     them alone it may keep in {@code namespace}; nothing with a token of what follows them.
 */
public record SharedPrefix(String namespace, int messages) {
  public SharedPrefix {
    if (namespace.isEmpty() || messages < 1) {
      throw new IllegalArgumentException("a shared prefix has a namespace and a message");
    }
  }
}
