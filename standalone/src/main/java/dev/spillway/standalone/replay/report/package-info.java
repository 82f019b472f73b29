/** What a replay found: as a table, as JSON, as a page. */
@NullMarked
package dev.spillway.standalone.replay.report;

import org.jspecify.annotations.NullMarked;
