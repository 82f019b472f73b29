/** Which block of the KV memory belongs to whom. Numbers only: the memory itself is a kernel's. */
@NullMarked
package dev.spillway.worker.kv;

import org.jspecify.annotations.NullMarked;
