package dev.spillway.worker.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "{% macro f() %}{% endmacro %}! line 1: the tag 'macro' is not supported",
        "{{ x | selectattr('a') }}! line 1: the filter 'selectattr' is not supported",
        "{{ x is callable }}! line 1: the test 'callable' is not supported",
        "{{ x.format(1) }}! line 1: the method 'format' is not supported",
        "{{ open('/etc/passwd') }}! line 1: the function 'open' is not supported",
        "{{ x.__class__() }}! line 1: the method '__class__' is not supported",
        "{{ (x)(1) }}! line 1: only functions and methods that are named can be called",
        "{% include 'other' %}! line 1: the tag 'include' is not supported",
        "{% if x %}! a block is not closed",
        "{{ 'abc }}! line 1: a string is not closed",
        "{{ x! line 1: '}}' is missing",
        "{% break %}! line 1: 'break' outside a loop",
        "{{ 99999999999999999999 }}! line 1: the number 99999999999999999999 is too large",
      })
  void what_is_not_supported_is_named_when_the_template_is_loaded(String source, String reason) {
    assertThatThrownBy(() -> Template.parse(source))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(reason.strip());
  }

  @Test
  void an_error_names_its_line() {
    assertThatThrownBy(() -> Template.parse("a\n{# two\nthree #}\n{{ 'x\ny' }}\n\n{{ x | nope }}"))
        .hasMessage("line 7: the filter 'nope' is not supported");
  }

  @Test
  void a_template_that_runs_too_long_is_stopped() {
    var loops =
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}"
            + "{% set x = a %}{% endfor %}{% endfor %}{% endfor %}";
    assertThatThrownBy(() -> render(loops)).isInstanceOf(TemplateException.BudgetExceeded.class);
  }

  @Test
  void a_template_that_doubles_its_text_is_stopped() {
    var doubling =
        "{% set ns = namespace(t='0123456789') %}{% for a in range(99) %}"
            + "{% set ns.t = ns.t + ns.t %}{% endfor %}{{ ns.t }}";
    assertThatThrownBy(() -> render(doubling)).isInstanceOf(TemplateException.BudgetExceeded.class);
    var lists =
        "{% set ns = namespace(t=[1]) %}{% for a in range(99) %}"
            + "{% set ns.t = ns.t + ns.t %}{% endfor %}";
    assertThatThrownBy(() -> render(lists)).isInstanceOf(TemplateException.BudgetExceeded.class);
  }

  @Test
  void deep_nesting_is_refused_and_overflows_no_stack() {
    for (var source :
        List.of(
            "{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}",
            "{{ " + "not ".repeat(50_000) + "1 }}",
            "{{ " + "-".repeat(50_000) + "1 }}",
            "{{ " + "[".repeat(50_000) + "1" + "]".repeat(50_000) + " }}",
            "{% if x %}".repeat(50_000))) {
      assertThatThrownBy(() -> Template.parse(source))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("nested too deeply");
    }
    var chain = Template.parse("{{ 1" + " + 1".repeat(50_000) + " }}");
    assertThatThrownBy(() -> chain.render(Map.of()))
        .isInstanceOf(TemplateException.BudgetExceeded.class);
  }

  @Test
  void an_impossible_operation_is_an_error_of_the_template() {
    for (var source :
        List.of(
            "{{ 'a' + 1 }}",
            "{{ missing.x }}",
            "{{ [] + 'a' }}",
            "{{ 1 // 0 }}",
            "{{ [1] }}",
            "{{ 'a' < 1 }}",
            "{{ 'abc'[::0] }}",
            "{{ strftime_now('%d') }}",
            "{{ 1[2] }}",
            "{% for a, b in [[1]] %}{% endfor %}",
            "{% set x.y = 1 %}")) {
      assertThatThrownBy(() -> render(source)).as(source).isInstanceOf(TemplateException.class);
    }
  }

  @Property(tries = 5000, seed = "1")
  void any_source_renders_or_fails_with_a_template_error(@ForAll("sources") String source) {
    try {
      assertThat(render(source)).isNotNull();
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static String render(String source) {
    return Template.parse(source)
        .render(Map.of("x", MarkedText.untrusted("hey"), "list", List.of(1L, 2L)))
        .chars();
  }

  @Provide
  Arbitrary<String> sources() {
    return Arbitraries.of(
            "{{",
            "}}",
            "{%",
            "%}",
            "{%-",
            "-%}",
            "{#",
            "#}",
            " if ",
            " for ",
            " in ",
            " set ",
            "endif",
            "endfor",
            "else",
            "x",
            "list",
            "loop.index",
            "'s'",
            "1",
            "-1",
            "+",
            "*",
            "%",
            "==",
            "<",
            "|",
            "length",
            "trim",
            "[",
            "]",
            "(",
            ")",
            ":",
            ".",
            ",",
            " not ",
            " is ",
            "defined",
            "=",
            " ",
            "\n",
            "text",
            "{{ x }}",
            "{% for i in list %}",
            "{% endfor %}",
            "{% if x %}",
            "{% endif %}",
            "{% set x = 1 %}",
            "[::-1]",
            "x[1:]",
            ".split('e')")
        .list()
        .ofMaxSize(14)
        .map(words -> String.join("", words));
  }
}
