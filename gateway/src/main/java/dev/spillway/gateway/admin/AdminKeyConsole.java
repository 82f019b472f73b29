package dev.spillway.gateway.admin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Shows a new admin key to the person who started the gateway, once. The key must not reach a log:
 * replace this bean to show it elsewhere, such as in a banner.
 */
public interface AdminKeyConsole {

  /**
   * @param file where the key was also written, readable by its owner alone
   */
  void show(String key, Optional<Path> file);
}
