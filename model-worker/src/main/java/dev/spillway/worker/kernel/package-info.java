/**
 * Kernels: the arithmetic of a model, once as a readable scalar oracle and once with vectors.
 *
 * <p>Law "one answer": every element of every result is computed by walking its own terms in index
 * order with fused multiply-adds. Lanes, threads and tiles only decide which <em>other</em>
 * elements are computed at the same time, so neither the batch nor the chunking, the number of
 * threads or the width of the machine's vectors can change a bit. Where one number is reduced from
 * many (root mean square, sum of a softmax), sixteen partial sums are kept, term {@code i} going to
 * sum {@code i mod 16}, and added as a fixed tree ({@code LaneSum}).
 */
@NullMarked
package dev.spillway.worker.kernel;

import org.jspecify.annotations.NullMarked;
