package dev.gepaserver.archive.web;

import dev.gepaserver.archive.Views.CandidateView;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A candidate in Markdown, its texts in fences that they cannot leave. */
final class Markdown {

  private static final Pattern TICKS = Pattern.compile("`+");
  private static final int SHORTEST_FENCE = 3;

  private Markdown() {}

  static String of(CandidateView candidate) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "# Candidate %d\n\nValidation score %s, %s, iteration %d.\n",
                candidate.index(),
                candidate.valScore(),
                candidate.origin(),
                candidate.iteration()));
    candidate
        .components()
        .forEach((name, component) -> {
          String fence = "`".repeat(fence(component));
          text.append("\n## ").append(name).append("\n\n").append(fence).append("text\n");
          text.append(component).append(component.endsWith("\n") ? "" : "\n").append(fence);
          text.append('\n');
        });
    return text.toString();
  }

  private static int fence(String text) {
    int longest =
        TICKS
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .mapToInt(String::length)
            .max()
            .orElse(0);
    return Math.max(SHORTEST_FENCE, longest + 1);
  }
}
