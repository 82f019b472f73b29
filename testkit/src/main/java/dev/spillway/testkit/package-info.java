/** Fixtures for the tests of every module. */
@NullMarked
package dev.spillway.testkit;

import org.jspecify.annotations.NullMarked;
