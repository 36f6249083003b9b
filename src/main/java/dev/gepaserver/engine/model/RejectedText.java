package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A text that was tried and not kept, for {@code reflection.showRejected}.
 *
 * @param parent the candidate it was to improve
 * @param component the component it was written for
 * @param text the text
 * @param before the sum of the parent's minibatch scores
 * @param after the sum of the child's scores on the same minibatch
 */
public record RejectedText(int parent, String component, String text, double before, double after) {

  /** Checks the parent. */
  public RejectedText {
    atLeast(0, parent, "The parent of a rejected text");
  }

  /**
   * The rejected texts of one iteration, in task order: one for each new text of a rejected child
   * of a mutation. A child whose new texts are those of an accepted one was not turned down for its
   * texts, and none of them counts.
   */
  public static List<RejectedText> of(List<Proposal> proposals) {
    Set<Map<String, String>> accepted =
        proposals.stream()
            .filter(proposal -> proposal.status() == ProposalStatus.ACCEPTED)
            .map(Proposal::newTexts)
            .collect(Collectors.toSet());
    return proposals.stream()
        .filter(proposal -> proposal.status() == ProposalStatus.REJECTED)
        .filter(proposal -> proposal.parents().size() == 1)
        .filter(proposal -> !accepted.contains(proposal.newTexts()))
        .flatMap(proposal -> textsOf(proposal).stream())
        .toList();
  }

  private static List<RejectedText> textsOf(Proposal proposal) {
    double before = Sums.of(proposal.scoresBefore());
    double after = Sums.of(proposal.scoresAfter());
    return proposal.newTexts().entrySet().stream()
        .map(text ->
            new RejectedText(
                proposal.parents().getFirst(), text.getKey(), text.getValue(), before, after))
        .toList();
  }
}
