package dev.gepaserver.evaluation;

import dev.gepaserver.common.Fields;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The part of a webhook's result that evaluates: {@code score}, {@code objectives} and {@code
 * feedback}.
 *
 * @param score null where left out or wrong
 * @param objectives empty where left out
 * @param feedback null where left out
 */
public record ScoredResult(
    @Nullable Double score, SortedMap<String, Double> objectives, @Nullable Feedback feedback) {

  /**
   * Scores and objectives beyond this, either way, are refused: their sums would not be numbers any
   * more.
   */
  public static final double MAX_SCORE = 1e100;

  private static final int MAX_OBJECTIVES = 1_000;

  /** Copies the objectives. */
  public ScoredResult {
    objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
  }

  /**
   * Reads the three fields strictly, noting every fault; other fields are the caller's.
   *
   * @param scoreRequired whether a result without a score is a fault
   */
  public static ScoredResult read(Fields fields, boolean scoreRequired) {
    Double score = fields.number("score", -MAX_SCORE, MAX_SCORE);
    if (scoreRequired && !fields.has("score")) {
      fields.missing("score", "a finite number");
    }
    return new ScoredResult(score, objectives(fields), feedback(fields));
  }

  /** The evaluation that the result makes; feedback that was left out tells the score. */
  public Evaluation evaluation() {
    double given = score == null ? 0 : score;
    Feedback told = feedback == null ? new Feedback.Text("The score is " + given + ".") : feedback;
    return new Evaluation(given, objectives, told);
  }

  private static SortedMap<String, Double> objectives(Fields fields) {
    SortedMap<String, Double> objectives = new TreeMap<>();
    Fields given = fields.object("objectives");
    if (given != null) {
      for (String name : given.names()) {
        Double value = given.number(name, -MAX_SCORE, MAX_SCORE);
        if (value != null) {
          objectives.put(name, value);
        } else if (!given.has(name)) {
          given.missing(name, "a finite number");
        }
      }
    }
    if (objectives.size() > MAX_OBJECTIVES) {
      fields.fault("objectives", "has more than %,d entries".formatted(MAX_OBJECTIVES));
    }
    return objectives;
  }

  private static @Nullable Feedback feedback(Fields fields) {
    JsonNode given = fields.raw("feedback");
    if (given == null) {
      return null;
    }
    try {
      return Feedback.of(given);
    } catch (IllegalArgumentException e) {
      fields.fault("feedback", "must be a text, or an object of component and text");
      return null;
    }
  }
}
