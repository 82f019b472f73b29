package dev.spillway.cache;

/**
 * What became of what was asked of a store of answers since it was opened.
 *
 * @param found answers that were there
 * @param missed that were not
 * @param corrupt values that were not the answer that was asked for, or not whole
 * @param slow lookups that were given up
 * @param skipped lookups that were not made: too many had been given up, or were under way
 * @param failed commands without a useful reply
 * @param written answers
 * @param dropped answers that were not taken, because too much was being written already
 * @param tooLarge answers that were not taken for their size
 * @param writingBytes on their way now
 */
public record ResponseStoreStats(
    long found,
    long missed,
    long corrupt,
    long slow,
    long skipped,
    long failed,
    long written,
    long dropped,
    long tooLarge,
    long writingBytes) {}
