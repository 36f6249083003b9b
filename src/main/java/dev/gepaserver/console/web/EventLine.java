package dev.gepaserver.console.web;

import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.common.Json;
import java.time.Instant;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What happened to a job, in a sentence.
 *
 * @param type of the event, as the API has it
 */
record EventLine(Instant at, String type, String text) {

  static EventLine of(EventView event, Shown shown) {
    return new EventLine(event.at(), event.type(), text(event, event.data(), shown));
  }

  private static String text(EventView event, JsonNode data, Shown shown) {
    return switch (event.type()) {
      case "job.submitted" -> "Submitted";
      case "job.started" -> "Started";
      case "job.taken-over" -> "Taken over by another process";
      case "job.resumed" -> data.isEmpty() ? "Resumed" : "Resumed with another budget";
      case "job.paused" -> "Paused: " + shown.pauseReason(text(data, "reason"));
      case "job.completed" -> "Completed: " + shown.stopReason(text(data, "stopReason"));
      case "job.failed" -> "Failed: " + text(data, "detail");
      case "job.cancelled" -> "Cancelled";
      case "iteration.finished" ->
          "Iteration %d done%s: %s rollouts so far, best score %s"
              .formatted(
                  event.iteration(),
                  text(data, "kind").equals("merge") ? " (a merge)" : "",
                  value(data, "rollouts", shown),
                  value(data, "bestScore", shown));
      case "candidate.accepted" ->
          "Candidate %s added%s, score %s"
              .formatted(
                  value(data, "index", shown),
                  text(data, "origin").equals("merge") ? " by a merge" : "",
                  value(data, "valScore", shown));
      case "frontier.changed" ->
          "The front changed in %s place%s"
              .formatted(
                  value(data, "changes", shown), data.path("changes").asInt(0) == 1 ? "" : "s");
      case "budget.warning" ->
          "%s%% of %s used: %s of %s"
              .formatted(
                  value(data, "percent", shown),
                  shown.limitWords(text(data, "limit")),
                  value(data, "used", shown),
                  value(data, "of", shown));
      case "outage.started" -> "No answer, waiting: " + text(data, "detail");
      case "outage.ended" -> "Answers again: " + text(data, "detail");
      default -> event.type() + rest(data, shown);
    };
  }

  private static String text(JsonNode data, String field) {
    JsonNode value = data.path(field);
    return value.isMissingNode() || value.isNull() ? "" : Json.inText(value);
  }

  private static String value(JsonNode data, String field, Shown shown) {
    JsonNode value = data.path(field);
    return value.isMissingNode() ? "–" : shown.datum(value);
  }

  private static String rest(JsonNode data, Shown shown) {
    return data.properties().stream()
        .map(field -> " · " + field.getKey() + " " + shown.datum(field.getValue()))
        .collect(Collectors.joining());
  }
}
