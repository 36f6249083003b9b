package dev.gepaserver.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.console.web.TextDiff.Kind;
import dev.gepaserver.console.web.TextDiff.Line;
import dev.gepaserver.console.web.TextDiff.Part;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDiffTest {

  @Test
  void showsTheWordsThatChangedInALineThatIsMostlyTheSame() {
    List<Line> lines = TextDiff.between("Route the old ticket.", "Route the new ticket.");

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().style()).isEqualTo("changed");
    assertThat(lines.getFirst().parts())
        .containsExactly(
            new Part(Kind.SAME, "Route the "),
            new Part(Kind.REMOVED, "old"),
            new Part(Kind.ADDED, "new"),
            new Part(Kind.SAME, " ticket."));
  }

  @Test
  void showsALineThatIsQuiteAnotherAsRemovedAndAdded() {
    List<Line> lines = TextDiff.between("Answer.", "Think about queues first.");

    assertThat(lines).extracting(Line::style).containsExactly("removed", "added");
  }

  @Test
  void keepsLinesThatStandBetweenNewOnes() {
    List<Line> lines = TextDiff.between("a\nb", "x\na\ny\nb\nz");

    assertThat(lines)
        .extracting(Line::style)
        .containsExactly("added", "same", "added", "same", "added");
  }

  /** Both texts, lines parted by a bar. */
  @ParameterizedTest
  @CsvSource({
    "a|b|c, a|c",
    "'', a|b",
    "a b c d, a b x d",
    "one|two three|four, two three|five",
    "a, a"
  })
  void losesNothingOfEitherText(String before, String after) {
    List<Line> lines = TextDiff.between(before.replace('|', '\n'), after.replace('|', '\n'));

    assertThat(text(lines, Kind.ADDED)).isEqualTo(before.replace('|', '\n'));
    assertThat(text(lines, Kind.REMOVED)).isEqualTo(after.replace('|', '\n'));
  }

  private static String text(List<Line> lines, Kind without) {
    return lines.stream()
        .filter(line -> line.parts().stream().anyMatch(part -> part.kind() != without))
        .map(line ->
            line.parts().stream()
                .filter(part -> part.kind() != without)
                .map(Part::text)
                .collect(Collectors.joining()))
        .collect(Collectors.joining("\n"));
  }
}
