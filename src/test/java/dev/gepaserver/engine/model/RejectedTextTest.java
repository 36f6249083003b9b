package dev.gepaserver.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RejectedTextTest {

  @Test
  void tellsEveryNewTextOfARejectedMutation() {
    Proposal rejected = proposal(0, List.of(3), Proposal.Ruling.rejected("worse"), "tried");
    Proposal merge = proposal(1, List.of(0, 3), Proposal.Ruling.rejected("worse"), "merged");

    assertThat(RejectedText.of(List.of(rejected, merge)))
        .containsExactly(new RejectedText(3, "main", "tried", 1.0, 0.5));
  }

  @Test
  void leavesOutATextThatAnotherProposalOfTheIterationGotAcceptedWith() {
    Proposal first = proposal(0, List.of(0), Proposal.Ruling.rejected("no better"), "good");
    Proposal second = proposal(1, List.of(0), Proposal.Ruling.accepted(1), "good");
    Proposal third = proposal(2, List.of(0), Proposal.Ruling.rejected("the same as 1"), "good");
    Proposal fourth = proposal(3, List.of(0), Proposal.Ruling.rejected("no better"), "bad");

    assertThat(RejectedText.of(List.of(first, second, third, fourth)))
        .extracting(RejectedText::text)
        .containsExactly("bad");
  }

  private static Proposal proposal(
      int task, List<Integer> parents, Proposal.Ruling ruling, String text) {
    return new Proposal(
        task,
        parents,
        List.of(0),
        List.of("main"),
        ruling,
        Map.of("main", text),
        List.of(1.0),
        List.of(0.5),
        List.of());
  }
}
