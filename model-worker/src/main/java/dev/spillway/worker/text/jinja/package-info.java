/**
 * A sandboxed subset of Jinja: what chat templates of model files use, and nothing that reaches out
 * of the template.
 *
 * <p>The steps: {@code Lexer} cuts the source into parts, {@code Parser} builds {@code Node} and
 * {@code Expr} trees and refuses what is not supported, {@code Interpreter} renders them within a
 * {@code Budget}. Strings know who wrote them: see {@link
 * dev.spillway.worker.text.jinja.MarkedText}.
 */
@NullMarked
package dev.spillway.worker.text.jinja;

import org.jspecify.annotations.NullMarked;
