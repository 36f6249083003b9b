package dev.gepaserver.demo;

import java.io.PrintStream;

/**
 * Shows how a job gets on: on a terminal one line that is written over and over, elsewhere a line
 * of its own whenever there is something new.
 */
final class ProgressLine {

  private final PrintStream out;
  private final boolean terminal;
  private int width;
  private String shown = "";

  ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Shows a line.
   *
   * @param state what the line is about; without a terminal a line is left out while this stays the
   *     same
   * @param line what to show, on one line
   */
  void show(String state, String line) {
    if (terminal) {
      // Blanks wipe out what a longer line left behind.
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      width = line.length();
    } else if (!state.equals(shown)) {
      out.println(line);
    }
    shown = state;
    out.flush();
  }

  /** Ends the line, so that what follows stands below it. */
  void end() {
    if (terminal && width > 0) {
      out.println();
      width = 0;
    }
  }
}
