package dev.spillway.worker.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts a schema's grammar has, and which schemas have none. */
class SchemaTest {
  private static final Grammars GRAMMARS = Vocabularies.grammars(Vocabularies.TINY);

  /** A schema, texts that it has, and texts that it has not; in single quotes. */
  record Case(String schema, List<String> valid, List<String> invalid) {
    static Case of(String schema) {
      return new Case(schema, List.of(), List.of());
    }

    Case has(String... texts) {
      return new Case(schema, List.of(texts), invalid);
    }

    Case lacks(String... texts) {
      return new Case(schema, valid, List.of(texts));
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        Case.of(
                "{'type':'object','properties':{'a':{'type':'integer'},'b':{}},'required':['a','b']}")
            .has("{'a':1,'b':null}", "{'a': 1, 'b': {'c': [1, 2]}}", "{\n  'a': 1,\n  'b': []\n}")
            .lacks("{'b':null,'a':1}", "{'a':1}", "{'a':1,'b':2,'c':3}", "{'a' :1,'b':2}", "[]"),
        Case.of(
                "{'type':'object','properties':{'a':{'const':1},'b':{'const':2},'c':{'const':3}},"
                    + "'required':['b']}")
            .has("{'b':2}", "{'a':1,'b':2}", "{'b':2,'c':3}", "{'a':1,'b':2,'c':3}")
            .lacks("{}", "{'a':1}", "{'a':1,'c':3}", "{'b':2,'b':2}", "{'b':2,}"),
        Case.of(
                "{'type':'object','additionalProperties':{'type':'boolean'},'properties':{'ab':{}}}")
            .has("{}", "{'ab':1}", "{'ab':1,'a':true}", "{'x':false,'abc':true}", "{'a\\n':true}")
            .lacks("{'a':1}", "{'x':true,'ab':true}", "{'\\u0061b':true}"),
        Case.of("{'type':'object'}").has("{}", "{'a':{'b':[]}}", "{\n}").lacks("[]", "1", "{1:2}"),
        Case.of("{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':3}")
            .has("[1]", "[1,2]", "[1, 2, 3]", "[\n  1,\n  2\n]")
            .lacks("[]", "[1,2,3,4]", "[1,]", "[1 ,2]", "['a']"),
        Case.of(
                "{'type':'array','prefixItems':[{'type':'integer'},{'type':'string'}],'items':false,"
                    + "'minItems':2}")
            .has("[1,'a']")
            .lacks("[1]", "[1,'a',2]", "['a',1]"),
        Case.of(
                "{'type':'array','prefixItems':[{'const':0}],'items':{'const':1},'minItems':3,"
                    + "'maxItems':4}")
            .has("[0,1,1]", "[0,1,1,1]")
            .lacks("[0]", "[0,1]", "[0,1,1,1,1]", "[1,1,1]", "[0,1\n]"),
        Case.of("{'type':'string','minLength':2,'maxLength':3}")
            .has("'ab'", "'é漢😀'", "'\\n\\u00e9'", "'\\ud83d\\ude00a'")
            .lacks("'a'", "'abcd'", "'\\ud83d'", "'\\ude00a'", "'\\ud83d\\u0041'", "'a\nb'"),
        Case.of("{'type':'string','pattern':'^[a-c]{2}$'}")
            .has("'ab'")
            .lacks("'a'", "'abc'", "'dd'"),
        Case.of("{'type':'string','pattern':'b+|^x'}")
            .has("'abba'", "'x'", "'xyz'", "'\\\\b'")
            .lacks("''", "'ax'"),
        Case.of("{'type':'string','pattern':'^\\\\d{3}-\\\\w+$','maxLength':6}")
            .has("'123-a_'", "'000-Z'")
            .lacks("'123-abc'", "'12-a'"),
        Case.of("{'type':'string','pattern':'^(a|^b)$'}").has("'a'", "'b'").lacks("'ab'", "''"),
        Case.of("{'type':'string','pattern':'^[^a-z]$'}")
            .has("'é'", "'\\''", "'😀'")
            .lacks("'a'", "''"),
        Case.of("{'type':'string','format':'date'}")
            .has("'2024-02-29'", "'2023-12-31'", "'2000-02-29'")
            .lacks(
                "'2023-02-29'",
                "'1900-02-29'",
                "'0000-01-01'",
                "'2023-04-31'",
                "'2023-13-01'",
                "'x'"),
        Case.of("{'type':'string','format':'date-time'}")
            .has("'2024-02-29T23:59:59Z'", "'2024-01-01T00:00:00.123+02:00'")
            .lacks("'2024-02-29'", "'2024-02-29T24:00:00Z'"),
        Case.of("{'type':'string','format':'uuid'}")
            .has("'123e4567-e89b-12d3-a456-426614174000'")
            .lacks("'123e4567'"),
        Case.of("{'type':'integer'}")
            .has("0", "-7", "123456789012345")
            .lacks("01", "-0", "1.0", "1e3"),
        Case.of("{'type':'number'}")
            .has("0", "-0.5", "1.25e-9", "7E+2")
            .lacks(".5", "1.", "+1", "1e400"),
        Case.of("{'type':'integer','minimum':-12,'maximum':105}")
            .has("-12", "-9", "0", "99", "100", "105")
            .lacks("-13", "106", "-100", "1000"),
        Case.of("{'type':'integer','exclusiveMinimum':9.5}").has("10", "999").lacks("9", "0", "-1"),
        Case.of("{'type':'number','minimum':-0.25,'exclusiveMaximum':12.5}")
            .has("-0.25", "-0.1", "0", "12", "12.49", "12.4999", "0.0")
            .lacks("-0.251", "-0.26", "12.5", "12.50", "13", "100", "-1"),
        Case.of("{'enum':['a',1,null,{'k':[1,'é']}]}")
            .has("'a'", "1", "null", "{'k':[1,'é']}", "{'k': [1, 'é']}")
            .lacks("'b'", "2", "{'k':[1]}", "{}"),
        Case.of("{'type':'integer','enum':['a',1,2.5]}").has("1").lacks("'a'", "2.5"),
        Case.of("{'type':['string','null']}").has("'a'", "null").lacks("1", "true"),
        Case.of(
                "{'anyOf':[{'type':'object','properties':{'t':{'const':'a'},'x':{'type':'integer'}},"
                    + "'required':['t','x']},{'type':'object','properties':{'t':{'const':'ab'}},"
                    + "'required':['t']}]}")
            .has("{'t':'a','x':1}", "{'t':'ab'}")
            .lacks("{'t':'a'}", "{'t':'ab','x':1}"),
        Case.of(
                "{'allOf':[{'type':'object','properties':{'a':{'type':'integer'}},'required':['a']},"
                    + "{'properties':{'a':{'minimum':5},'b':{'const':0}},'required':['b']}]}")
            .has("{'a':5,'b':0}")
            .lacks("{'a':4,'b':0}", "{'a':5}"),
        Case.of(
                "{'properties':{'a':{'const':1}},'anyOf':[{'required':['a']},"
                    + "{'properties':{'b':{'const':2}},'required':['b']}]}")
            .has("{'a':1}", "{'b':2}", "{'a':1,'b':2}")
            .lacks("{}"),
        Case.of(
                "{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','properties':{'v':{'type':'integer'},"
                    + "'next':{'anyOf':[{'$ref':'#/$defs/n'},{'type':'null'}]}},"
                    + "'required':['v','next'],'additionalProperties':false}}}")
            .has("{'v':1,'next':null}", "{'v':1,'next':{'v':2,'next':{'v':3,'next':null}}}")
            .lacks("{'v':1,'next':{}}", "{'v':1}", "{'v':1,'next':{'v':2,'next':null}"),
        Case.of(
                "{'anyOf':[{'properties':{'a':{'$ref':'#/$defs/s'},'b':{'const':1}},"
                    + "'required':['a','b']},{'properties':{'a':{'$ref':'#/$defs/s'},"
                    + "'c':{'const':2}},'required':['a','c']}],'$defs':{'s':{'type':'string'}}}")
            .has("{'a':'x','b':1}", "{'a':'x','c':2}")
            .lacks("{'a':'x'}", "{'a':'x','b':1,'c':2}"),
        Case.of("{'type':'array','items':{'$ref':'#'}}").has("[]", "[[],[[]]]").lacks("[1]", "[[]"),
        Case.of("{'type':'object','properties':{'a':false,'b':true}}")
            .has("{'b':1}")
            .lacks("{'a':1}"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_grammar_has_the_texts_of_its_schema_and_no_others(Case of) {
    for (var text : of.valid) {
      assertThat(has(of.schema, text)).as("%s has %s", of.schema, text).isTrue();
      assertThat(new Oracle(json(of.schema)).complaints(json(text))).isEmpty();
    }
    for (var text : of.invalid) {
      assertThat(has(of.schema, text)).as("%s has %s", of.schema, text).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'properties':{'a/b':{'uniqueItems':true}}} | #/properties/a~1b/uniqueItems",
        "{'items':{'type':'string','format':'uri'}} | #/items/format",
        "{'type':'string','pattern':'(?=a)'} | #/pattern",
        "{'type':'string','pattern':'(a'} | #/pattern",
        "{'type':'string','pattern':'\\\\bx'} | #/pattern",
        "{'type':'strin'} | #/type",
        "{'anyOf':[{'type':'null'},{'not':{}}]} | #/anyOf/1/not",
        "{'anyOf':[]} | #/anyOf",
        "{'$ref':'http://x/y'} | #/$ref",
        "{'$ref':'#/$defs/x'} | #/$ref",
        "{'$ref':'#'} | #",
        "{'minLength':-1} | #/minLength",
        "{'properties':{'a':{'const':1,'minimum':0}}} | #/properties/a/minimum",
        "{'properties':{'a':7}} | #/properties/a",
        "{'properties':{'a':{'type':'null'}},'required':true} | #/required",
        "{'type':'object','minProperties':1} | #/minProperties",
        "{'type':'number','multipleOf':0.1} | #/multipleOf",
      })
  void what_is_not_supported_is_refused_by_its_place(String schema, String place) {
    var kind = refusal(json(schema));
    assertThat(kind).isInstanceOf(ErrorKind.Unsupported.class);
    assertThat(kind.param()).contains("response_format");
    assertThat(kind.message()).contains("at '%s': ".formatted(place));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "false",
        "{'type':'integer','minimum':2,'maximum':1}",
        "{'type':'string','minLength':2,'maxLength':1}",
        "{'type':'string','pattern':'^aaa$','maxLength':2}",
        "{'type':'array','items':false,'minItems':1}",
        "{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']}",
        "{'allOf':[{'type':'string'},{'type':'null'}]}",
        "{'type':'integer','enum':['a']}"
      })
  void a_schema_that_no_finite_value_keeps_to_is_refused(String schema) {
    assertThat(refusal(json(schema)).message()).contains("no finite value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{'a':1}}", "{'type':'null','type':'null'}"})
  void a_schema_that_is_no_json_is_the_callers_error(String schema) {
    assertThat(refusal(json(schema)))
        .isInstanceOfSatisfying(
            ErrorKind.InvalidValue.class,
            kind -> assertThat(kind.field()).isEqualTo("response_format"));
  }

  @Test
  void a_schema_is_bounded_in_length_depth_and_states() {
    assertThat(refusal(" ".repeat(200_000) + "{}").message()).contains("characters");
    assertThat(refusal("{\"items\":".repeat(100) + "{}" + "}".repeat(100)).message())
        .contains("nesting depth");
    var letters = json("{'type':'string','pattern':'^[a-z]{999}$'}");
    assertThat(
            refusal(
                    IntStream.range(0, 100)
                        .mapToObj(i -> "\"p%d\":%s".formatted(i, letters))
                        .collect(Collectors.joining(",", "{\"properties\":{", "}}")))
                .message())
        .contains("states");
    assertThat(refusal(json("{'type':'string','pattern':'(a|b)*a(a|b){20}'}")).message())
        .contains("at '#/pattern': it needs an automaton of more than 4096 states");
  }

  @Test
  void alternatives_that_multiply_are_refused_before_they_are_made() {
    var one = "{'anyOf':[{'minimum':0},{'minimum':1},{'minimum':2},{'minimum':3}]}";
    var all = String.join(",", Collections.nCopies(12, one));
    assertThat(refusal(json("{'type':'integer','allOf':[%s]}".formatted(all))).message())
        .contains("alternatives");
  }

  private static ErrorKind refusal(String schema) {
    var thrown =
        catchThrowableOfType(
            SpillwayException.class, () -> GRAMMARS.constraint(RandomWalk.format(schema)));
    assertThat(thrown).as(schema).isNotNull();
    return thrown.kind();
  }

  private static boolean has(String schema, String text) {
    var constraint = GRAMMARS.constraint(RandomWalk.format(json(schema))).orElseThrow();
    for (byte value : json(text).getBytes(StandardCharsets.UTF_8)) {
      // The tiny vocabulary begins with all bytes.
      if (!constraint.accept(Byte.toUnsignedInt(value))) {
        return false;
      }
    }
    return constraint.allowed().get(Vocabularies.TINY.ends().iterator().next());
  }

  /** What is easier to read with single quotes. */
  private static String json(String text) {
    return text.replace("\\'", "\u0000").replace('\'', '"').replace("\u0000", "\\\"");
  }
}
