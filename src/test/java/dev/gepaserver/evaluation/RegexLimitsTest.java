package dev.gepaserver.evaluation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.CallFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexLimitsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){1000}",
        "(a{100}b){11}",
        "(x|(?:a{2,100})|y){11,}",
        "((a{100})*){11}",
        "(?P<n>[)\\]]{100}){11}",
        "(\\Q)(\\E{100}){11}",
        "([[:alpha:])]{100}){11}",
        "(\\p{L}{100}){11}",
        "((a{100}){0}){11}",
      })
  void refusesCountsThatMultiplyToMoreThanAThousand(String pattern) {
    assertThatThrownBy(() -> RegexLimits.check(pattern))
        .isInstanceOf(RegexLimits.TooLargeException.class)
        .hasMessageContaining("at most 1,000 times");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a{100}){10}",
        "a{1000}b{1000}",
        "[{]a{1000}[(]{1000}",
        "\\(a{1000}\\){1000}",
        "(a{1000}|b){1}{x}",
        "a{,5}",
        "\\Q(a{1000}){1000}\\E",
        "[]{1000}(]{1000}",
        "(",
        "a{",
        "[",
        "\\",
      })
  void allowsOthers(String pattern) {
    assertThatCode(() -> RegexLimits.check(pattern)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{1000}b{1000}c{1000}d{1000}e{1000}f{1000}g{1000}h{1000}i{1000}j{1000}k",
        "(abcde[fg]hij|k){1000}",
        "((a{2}bcdefghijklmnopqrstuvwxyz){2}m){250}",
      })
  void refusesWhatIsTooLargeInAll(String pattern) {
    assertThatThrownBy(() -> RegexLimits.check(pattern))
        .isInstanceOf(RegexLimits.TooLargeException.class)
        .hasMessageContaining("more than 10,000 characters");
  }

  @Test
  void allowsWhatIsJustNotTooLarge() {
    String pattern = "a{1000}b{1000}c{1000}d{1000}e{1000}f{1000}g{1000}h{1000}i{1000}(jk){500}";

    assertThatCode(() -> RegexLimits.check(pattern)).doesNotThrowAnyException();
    assertThatThrownBy(() -> RegexLimits.check(pattern + "l"))
        .isInstanceOf(RegexLimits.TooLargeException.class);
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> RegexLimits.check("a".repeat(2_001)))
        .hasMessage("is 2,001 characters long; a regular expression has at most 2,000");
  }

  @Test
  void holdsForExpressionsFromTheDataToo() {
    assertThatThrownBy(() ->
            EvaluatorFixture.evaluate(
                "{'type':'regex'}", "{'answer':'((a{100}){100}){1000}'}", "'a'"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("at most 1,000 times");
  }
}
