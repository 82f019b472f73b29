package dev.spillway.gateway.file;

/**
 * Settings beside the gateway's own that a file may have, of what else runs in the process; found
 * as a service, because the gateway knows nothing of it.
 */
public interface SettingsRoot {

  /** An interface that is a mapping of properties below {@code spillway.} */
  Class<?> mapping();
}
