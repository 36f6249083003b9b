package dev.gepaserver.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rules of the house, for a house at any address, so that a badly built one can be checked too.
 */
final class HouseRules {

  /** Which rooms a room may use, besides itself; from the ground up. */
  static final Map<String, List<String>> ROOMS = rooms();

  private final String base;

  HouseRules(String base) {
    this.base = base;
  }

  private static Map<String, List<String>> rooms() {
    Map<String, List<String>> rooms = new LinkedHashMap<>();
    rooms.put("common", List.of());
    rooms.put("web", List.of("common"));
    rooms.put("problem", List.of("common", "web"));
    rooms.put("settings", List.of());
    rooms.put("database", List.of());
    rooms.put("engine", List.of());
    rooms.put("journal", List.of("common"));
    rooms.put("outbound", List.of("common", "journal"));
    rooms.put("llm", List.of("common", "journal"));
    rooms.put("dataset", List.of("common"));
    rooms.put(
        "evaluation", List.of("common", "engine.model", "journal", "outbound", "llm", "dataset"));
    rooms.put(
        "system",
        List.of(
            "common",
            "engine.model",
            "engine.spi",
            "journal",
            "outbound",
            "llm",
            "dataset",
            "evaluation"));
    rooms.put(
        "job",
        List.of(
            "common",
            "web",
            "engine",
            "journal",
            "outbound",
            "llm",
            "dataset",
            "evaluation",
            "system"));
    rooms.put("archive", List.of("common", "web", "engine.model", "journal", "job"));
    rooms.put(
        "run",
        List.of(
            "common",
            "database",
            "engine",
            "journal",
            "llm",
            "dataset",
            "evaluation",
            "system",
            "job",
            "archive"));
    rooms.put("report", List.of("common", "web", "engine.model", "job", "archive"));
    rooms.put("access", List.of("common", "web"));
    rooms.put("metrics", List.of("common", "journal", "job"));
    rooms.put(
        "console",
        List.of("common", "engine.model", "llm", "dataset", "job", "archive", "report", "access"));
    rooms.put("demo", List.of("common"));
    return rooms;
  }

  /** A room uses only the rooms that its row names. */
  ArchRule usesOnlyItsRooms(String room) {
    String[] allowed =
        Stream.concat(
                Stream.of(base + "." + room + ".."),
                ROOMS.getOrDefault(room, List.of()).stream().map(r -> base + "." + r + ".."))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(base + "." + room + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(base + "..").and(not(resideInAnyPackage(allowed))))
        .as("room " + room + " uses only " + ROOMS.get(room))
        .allowEmptyShould(true);
  }

  /** The core knows the JDK and JSpecify only. */
  ArchRule engineIsPure() {
    return classes()
        .that()
        .resideInAPackage(base + ".engine..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(base + ".engine..", "java..", "org.jspecify..")
        .allowEmptyShould(true);
  }

  /** Only one room knows Spring AI and the vendors' clients. */
  ArchRule onlyLlmKnowsSpringAi() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(base + ".llm..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework.ai..", "com.openai..", "com.anthropic..")
        .allowEmptyShould(true);
  }

  /**
   * Requests go out by one room, which checks where to; besides it by those to the providers, whose
   * addresses are settings, and the demo's to the service itself.
   */
  ArchRule onlyOutboundCallsOut() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(base + ".outbound..", base + ".llm..", base + ".demo..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net.http..", "okhttp3..", "org.springframework.web.client..")
                .or(assignableTo(URLConnection.class))
                .or(assignableTo(Socket.class)))
        .orShould()
        .callMethod(URL.class, "openStream")
        .orShould()
        .callMethod(URL.class, "openConnection")
        .allowEmptyShould(true);
  }

  /** Meters are made in one room; the vendors' clients, which need some, are handed empty ones. */
  ArchRule onlyMetricsKnowsMicrometer() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(base + ".metrics..", base + ".llm..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .allowEmptyShould(true);
  }

  /** Controllers never touch tables. */
  ArchRule webNeverTouchesPersistence() {
    return noClasses()
        .that()
        .resideInAPackage(base + "..web..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(base + "..persistence..")
        .allowEmptyShould(true);
  }

  /** Entities stay where they are mapped. */
  ArchRule entitiesStayInPersistence() {
    return classes()
        .that()
        .areAnnotatedWith(Entity.class)
        .should()
        .resideInAPackage("..persistence..")
        .andShould()
        .onlyBeAccessed()
        .byAnyPackage("..persistence..")
        .allowEmptyShould(true);
  }

  /** Time comes from an injected source. */
  ArchRule nobodyReadsTheClock() {
    return noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .allowEmptyShould(true);
  }
}
