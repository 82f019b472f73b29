package dev.spillway.worker.schedule;

import java.util.List;

/**
 * What an {@link Admission} knows when it is asked.
 *
 * @param running those who would share the memory with the next one
 * @param blocks of the memory
 * @param free blocks that belong to nobody
 * @param shared blocks of the next one's prompt that others own already
 * @param batchForms whether nobody runs, or somebody who runs still reads its prompt
 * @param lengths of recent answers
 */
public record Occupancy(
    List<? extends Sequence> running,
    int blocks,
    int free,
    int shared,
    boolean batchForms,
    FinishedLengths lengths) {}
