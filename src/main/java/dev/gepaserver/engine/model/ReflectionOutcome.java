package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the reflection on one component of one task went.
 *
 * @param task the task, from 0
 * @param component the component's name
 * @param componentPosition its place in the seed's order, from 0
 * @param attempts what was asked, in order; at least one. Only the last can be used
 */
public record ReflectionOutcome(
    int task, String component, int componentPosition, List<Attempt> attempts) {

  /** Checks that attempts are numbered from 1 and that only the last one is used. */
  public ReflectionOutcome {
    atLeast(0, task, "A task");
    atLeast(0, componentPosition, "The position of a component");
    attempts = List.copyOf(attempts);
    atLeast(1, attempts.size(), "The number of attempts");
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      check(attempt.number() == i + 1, "Attempt %s in place %s", attempt.number(), i + 1);
      check(
          attempt.status() == AttemptStatus.UNUSABLE || i == attempts.size() - 1,
          "Attempt %s cannot be followed by another",
          attempt.number());
    }
  }

  /** The new text, if there is one. */
  public Optional<String> newText() {
    return Optional.ofNullable(attempts.getLast().newText());
  }

  /** Why there is no new text: the reason of the last attempt; null where there is one. */
  public @Nullable String reason() {
    return attempts.getLast().reason();
  }

  /**
   * One question to the reflection model.
   *
   * @param number from 1
   * @param status what came of it
   * @param reason why no text was taken; null where one was
   * @param newText the text taken; null where none was
   */
  public record Attempt(
      int number, AttemptStatus status, @Nullable String reason, @Nullable String newText) {

    /** Checks that there is either a text or a reason. */
    public Attempt {
      atLeast(1, number, "The number of an attempt");
      boolean used = status == AttemptStatus.USED;
      check(used == (newText != null), "%s with the new text %s", status, newText);
      check(used == (reason == null), "%s with the reason %s", status, reason);
    }

    /** An answer whose text was taken. */
    public static Attempt used(int number, String newText) {
      return new Attempt(number, AttemptStatus.USED, null, newText);
    }

    /** An answer that held no usable text. */
    public static Attempt unusable(int number, String reason) {
      return new Attempt(number, AttemptStatus.UNUSABLE, reason, null);
    }

    /** A question that got no answer. */
    public static Attempt error(int number, String reason) {
      return new Attempt(number, AttemptStatus.ERROR, reason, null);
    }
  }

  /** What came of one attempt. */
  public enum AttemptStatus {
    /** The answer's text was taken. */
    USED,
    /** There was an answer, but no usable text in it. */
    UNUSABLE,
    /** There was no answer; the question is not asked again. */
    ERROR;

    /** The name by which the API calls it, in lower case. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
