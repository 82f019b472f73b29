/** What questions mean, for learned routers that go by it. */
@NullMarked
package dev.spillway.gateway.meaning;

import org.jspecify.annotations.NullMarked;
