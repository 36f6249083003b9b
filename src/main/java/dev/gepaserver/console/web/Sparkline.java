package dev.gepaserver.console.web;

import dev.gepaserver.archive.ArchiveFigures.BestScore;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How a best score rose, as the points of a small stepped line in SVG.
 *
 * @param points {@code x,y} pairs
 * @param text the same in words, for those who do not see it
 */
record Sparkline(String points, String text) {

  /** Width of the drawing. */
  static final int WIDTH = 120;

  /** Height of the drawing. */
  static final int HEIGHT = 28;

  private static final int MARGIN = 3;

  /**
   * Draws it.
   *
   * @param best as they rose, from the seed's on
   * @param rollouts counted so far, up to where the last one reaches
   */
  static Sparkline of(List<BestScore> best, long rollouts) {
    List<BestScore> known = best.stream().filter(b -> b.score() != null).toList();
    if (known.isEmpty()) {
      return new Sparkline("", "no score yet");
    }
    double low = score(known.getFirst());
    double high = score(known.getLast());
    long width = Math.max(1, Math.max(rollouts, known.getLast().rollouts()));
    StringBuilder points = new StringBuilder();
    double y = y(low, low, high);
    for (BestScore b : known) {
      double x = x(b.rollouts(), width);
      point(points, x, y);
      y = y(score(b), low, high);
      point(points, x, y);
    }
    point(points, x(width, width), y);
    return new Sparkline(
        points.toString().strip(),
        known.size() == 1
            ? String.format(Locale.ROOT, "best score %.3f, the seed's", low)
            : String.format(
                Locale.ROOT,
                "best score from %.3f to %.3f in %d steps",
                low,
                high,
                known.size() - 1));
  }

  private static double score(BestScore best) {
    return Objects.requireNonNull(best.score());
  }

  private static double x(long rollouts, long width) {
    return MARGIN + (WIDTH - 2.0 * MARGIN) * rollouts / width;
  }

  private static double y(double score, double low, double high) {
    double share = high > low ? (score - low) / (high - low) : 0;
    return HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * share;
  }

  private static void point(StringBuilder points, double x, double y) {
    points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
  }
}
