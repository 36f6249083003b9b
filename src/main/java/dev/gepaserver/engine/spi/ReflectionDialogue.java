package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.Excerpt;
import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.ReflectionOutcome.Attempt;
import java.util.ArrayList;
import java.util.List;

/**
 * The conversation with the reflection model about one component of one task.
 *
 * <p>Immutable, and pure but for the model it is held with: dialogues may be held at the same time,
 * and held again they ask the same questions where they get the same answers.
 *
 * @param task the task, from 0
 * @param component the component's name
 * @param componentPosition its place in the seed's order, from 0
 * @param opening the messages of the first attempt
 * @param attempts how often the model is asked at most, at least 1
 * @param judge decides whether an answer is usable
 */
public record ReflectionDialogue(
    int task,
    String component,
    int componentPosition,
    List<Message> opening,
    int attempts,
    ReplyJudge judge) {

  private static final int LONGEST_REPLY = 20_000;
  private static final int LONGEST_REASON = 2_000;
  private static final String REFUSED = "That answer cannot be used: ";
  private static final String AGAIN =
      " Please answer again, with the complete new text in one fenced block (```).";

  /**
   * By how many {@code char}s the conversation grows at most with each further attempt: longer
   * replies are shown to the model cut in the middle.
   */
  public static final int MOST_ADDED =
      LONGEST_REPLY + LONGEST_REASON + REFUSED.length() + AGAIN.length();

  /** Copies the opening. */
  public ReflectionDialogue {
    opening = List.copyOf(opening);
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, but is " + attempts);
    }
  }

  /**
   * Asks until an answer is usable, the attempts are used up or there is no answer. Every further
   * attempt continues the conversation with the unusable answer and the reason.
   *
   * @param model asked at most {@link #attempts()} times; what it throws is passed on
   */
  public ReflectionOutcome hold(ReflectionModel model) {
    List<Attempt> held = new ArrayList<>();
    List<Message> conversation = opening;
    while (true) {
      int number = held.size() + 1;
      switch (model.ask(number, conversation)) {
        case ReflectionReply.Failed(String reason) -> {
          held.add(Attempt.error(number, reason));
          return outcome(held);
        }
        case ReflectionReply.Answered answer -> {
          switch (judge.judge(answer)) {
            case ReplyJudge.Judgement.Usable(String text) -> {
              held.add(Attempt.used(number, text));
              return outcome(held);
            }
            case ReplyJudge.Judgement.Unusable(String reason) -> {
              held.add(Attempt.unusable(number, reason));
              if (number == attempts) {
                return outcome(held);
              }
              conversation = continued(conversation, answer.text(), reason);
            }
          }
        }
      }
    }
  }

  private ReflectionOutcome outcome(List<Attempt> held) {
    return new ReflectionOutcome(task, component, componentPosition, held);
  }

  private static List<Message> continued(List<Message> conversation, String reply, String reason) {
    List<Message> next = new ArrayList<>(conversation);
    // Providers refuse messages without content.
    next.add(
        Message.assistant(reply.isBlank() ? "(empty answer)" : Excerpt.of(reply, LONGEST_REPLY)));
    next.add(Message.user(REFUSED + Excerpt.of(reason, LONGEST_REASON) + AGAIN));
    return List.copyOf(next);
  }
}
