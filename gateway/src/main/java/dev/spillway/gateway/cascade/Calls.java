package dev.spillway.gateway.cascade;

import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.worker.GenerateEvent;
import java.util.ArrayList;
import java.util.List;

/** Puts the calls of an answer together from what is told of them, one call after another. */
public final class Calls {
  private final List<ToolCall> whole = new ArrayList<>();
  private final StringBuilder arguments = new StringBuilder();
  private int index = -1;
  private String id = "";
  private String name = "";
  private long characters;

  public void add(GenerateEvent.Call more) {
    if (more.index() != index) {
      end();
      index = more.index();
      id = more.id();
      name = more.name();
    }
    arguments.append(more.arguments());
    characters += more.id().length() + more.name().length() + more.arguments().length();
  }

  /** All there are, the last one as far as it came. */
  public List<ToolCall> all() {
    end();
    return List.copyOf(whole);
  }

  /** How long they are together. */
  public long characters() {
    return characters;
  }

  private void end() {
    if (index >= 0) {
      whole.add(new ToolCall(id, name, arguments.toString()));
      arguments.setLength(0);
      index = -1;
    }
  }
}
