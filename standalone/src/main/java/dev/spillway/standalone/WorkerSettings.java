package dev.spillway.standalone;

import dev.spillway.gateway.file.SettingsRoot;
import dev.spillway.worker.server.WorkerConfig;

/** What a file may set of the worker that runs beside the gateway here. */
public final class WorkerSettings implements SettingsRoot {

  /** Made by the service loader. */
  public WorkerSettings() {}

  @Override
  public Class<?> mapping() {
    return WorkerConfig.class;
  }
}
