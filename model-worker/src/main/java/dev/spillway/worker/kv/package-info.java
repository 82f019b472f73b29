/** Where keys and values of attention are kept. */
@NullMarked
package dev.spillway.worker.kv;

import org.jspecify.annotations.NullMarked;
