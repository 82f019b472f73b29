package dev.spillway.contracts.chat;

/**
 * Up to where the client wishes a prompt to be kept for its next requests. It changes no answer,
 * and only engines that keep what they are told to keep have to know of it: our own workers keep
 * what they can.
 *
 * @param message its place among the messages; {@link #TOOLS} where {@code part} is that of a tool
 * @param part its place among the message's parts, the last that counts; {@link #ALL} where the
 *     message counts as a whole
 * @param end where the part is a text, the place in it from which on nothing counts
 * @param control how it is kept, as JSON text
 */
public record CachePoint(int message, int part, int end, String control) {
  public static final int TOOLS = -1;
  public static final int ALL = -1;
}
