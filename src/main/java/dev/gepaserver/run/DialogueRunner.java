package dev.gepaserver.run;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.engine.spi.ReflectionReply;
import dev.gepaserver.engine.spi.ReflectionReply.Finish;
import dev.gepaserver.engine.spi.Reflector;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Holds the reflection dialogues of one run with the job's reflection model, all at the same time.
 */
final class DialogueRunner implements Reflector {

  /** The journal's stage of reflections, which are no rollouts and so no stage of the search. */
  static final String STAGE = "reflection";

  private final RunJournal journal;
  private final Fanout fanout;
  private final Models models;
  private final ModelRef model;

  DialogueRunner(RunJournal journal, Fanout fanout, Models models, ModelRef model) {
    this.journal = journal;
    this.fanout = fanout;
    this.models = models;
    this.model = model;
  }

  @Override
  public List<ReflectionOutcome> reflect(int iteration, List<ReflectionDialogue> dialogues) {
    List<ReflectionOutcome> outcomes =
        fanout.all(
            dialogues.stream()
                .map(dialogue -> (Callable<ReflectionOutcome>) () -> hold(iteration, dialogue))
                .toList());
    journal.flush();
    return outcomes;
  }

  private ReflectionOutcome hold(int iteration, ReflectionDialogue dialogue) {
    CallScope scope =
        new CallScope(journal, iteration, STAGE, dialogue.task(), dialogue.componentPosition());
    return dialogue.hold((attempt, conversation) -> ask(scope, attempt, conversation));
  }

  private ReflectionReply ask(CallScope scope, int attempt, List<Message> conversation) {
    List<ChatMessage> messages =
        conversation.stream()
            .map(message -> new ChatMessage(message.role().wireName(), message.content()))
            .toList();
    try {
      ModelCall call = models.ask(scope, "try-" + attempt, Role.REFLECTION, model, messages);
      String reply = call.reply() == null ? "" : call.reply();
      return new ReflectionReply.Answered(reply, finish(call.finishReason()));
    } catch (CallFailedException.Faulty e) {
      return new ReflectionReply.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static Finish finish(@Nullable String reason) {
    return switch (reason) {
      case "stop" -> Finish.STOP;
      case "length" -> Finish.LENGTH;
      case "refused" -> Finish.REFUSED;
      case null, default -> Finish.OTHER;
    };
  }
}
