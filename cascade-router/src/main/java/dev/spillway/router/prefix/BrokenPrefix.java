package dev.spillway.router.prefix;

/**
 * Where a prompt stops being like an earlier one, though it goes on like it: what follows has to be
 * computed, and paid for, again.
 *
 * @param message index of the message that differs first
 * @param character of its content, where the differing words begin
 * @param now the words as they are, shortened
 * @param before the words as they were, shortened
 * @param shared characters of the prompt before them
 * @param lost characters that would have been found computed without the difference
 */
public record BrokenPrefix(
    int message, int character, String now, String before, int shared, int lost) {}
