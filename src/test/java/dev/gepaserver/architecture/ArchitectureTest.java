package dev.gepaserver.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

  private static final String HOUSE = "dev.gepaserver";
  private static final String BAD_HOUSE = "badhouse";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOUSE);
  private static final JavaClasses BAD_CLASSES = new ClassFileImporter().importPackages(BAD_HOUSE);

  static Stream<Arguments> rules() {
    return Stream.concat(
        HouseRules.ROOMS.keySet().stream()
            .map(room ->
                rule("room " + room + " keeps to its rooms", h -> h.usesOnlyItsRooms(room))),
        Stream.of(
            rule("the engine is pure", HouseRules::engineIsPure),
            rule("only llm knows Spring AI", HouseRules::onlyLlmKnowsSpringAi),
            rule("only metrics knows Micrometer", HouseRules::onlyMetricsKnowsMicrometer),
            rule("only outbound calls out", HouseRules::onlyOutboundCallsOut),
            rule("web never touches persistence", HouseRules::webNeverTouchesPersistence),
            rule("entities stay in persistence", HouseRules::entitiesStayInPersistence),
            rule("nobody reads the clock", HouseRules::nobodyReadsTheClock)));
  }

  private static Arguments rule(String name, Function<HouseRules, ArchRule> rule) {
    return Arguments.of(name, rule);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void holdsInTheHouse(String name, Function<HouseRules, ArchRule> rule) {
    assertThatCode(() -> rule.apply(new HouseRules(HOUSE)).check(CLASSES))
        .as(name)
        .doesNotThrowAnyException();
  }

  static Stream<Arguments> brokenRules() {
    return Stream.of(
        rule("dataset uses evaluation", h -> h.usesOnlyItsRooms("dataset")),
        rule("the engine uses Spring", HouseRules::engineIsPure),
        rule("evaluation knows Spring AI", HouseRules::onlyLlmKnowsSpringAi),
        rule("evaluation knows Micrometer", HouseRules::onlyMetricsKnowsMicrometer),
        rule("evaluation calls out by itself", HouseRules::onlyOutboundCallsOut),
        rule("a controller touches a table", HouseRules::webNeverTouchesPersistence),
        rule("a service touches an entity", HouseRules::entitiesStayInPersistence),
        rule("someone reads the clock", HouseRules::nobodyReadsTheClock));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenRules")
  void isBrokenByTheBadHouse(String name, Function<HouseRules, ArchRule> rule) {
    assertThat(rule.apply(new HouseRules(BAD_HOUSE)).evaluate(BAD_CLASSES).hasViolation())
        .as(name)
        .isTrue();
  }

  @Test
  void everyPackageBelongsToARoomOfTheTable() {
    Set<String> found =
        CLASSES.stream()
            .map(c -> c.getPackageName())
            .filter(p -> !p.equals(HOUSE))
            .map(p -> p.substring(HOUSE.length() + 1).split("\\.")[0])
            .collect(Collectors.toSet());

    assertThat(HouseRules.ROOMS.keySet()).containsAll(found);
  }
}
