package dev.spillway.gateway.upstream;

/**
 * One event of a stream.
 *
 * @param name empty where the server gave none
 * @param data its lines, joined by line feeds
 */
record ServerSentEvent(String name, String data) {}
