package dev.gepaserver.system;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.MessageTemplate;
import dev.gepaserver.common.Warning;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.journal.ChatMessage;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of system. Every bean of this type is in the catalogue {@link Systems}: adding one is one
 * class.
 */
public interface SystemType {

  /** What {@code system.type} says. */
  String name();

  /** Whether it cannot score itself. */
  boolean needsEvaluator();

  /**
   * Reads the specification; {@code type} is read already, fields that are not asked for are
   * refused by the catalogue.
   *
   * @param components the names of the job's components, in their order
   * @return the specification with all defaults filled in; where there are faults, some value to go
   *     on with
   */
  SystemSpec read(Fields fields, Set<String> components);

  /**
   * Makes the system of a specification that this type has read.
   *
   * @param evaluator scores its output; null where the system scores itself
   */
  RunnableSystem make(SystemSpec spec, @Nullable Evaluator evaluator, JobFacts facts);

  /**
   * What the calls of one rollout cost at most, for hard limits of cost: whatever the candidate,
   * and on any of the examples.
   *
   * @param texts how long the candidate's texts can be
   * @param examples maybe none, which cost nothing
   * @return nano-dollars; null where it cannot be said. Where models are called, each type has to
   *     say it by itself
   */
  default @Nullable BigInteger mostNanosPerRollout(
      SystemSpec spec, TextBounds texts, List<Example> examples) {
    Long most = spec.maxCostNanosPerRollout();
    return most == null || !spec.modelsPerRollout().isEmpty() ? null : BigInteger.valueOf(most);
  }

  /**
   * The messages that the first model call of a rollout would send; empty where it calls no model
   * itself.
   */
  default List<ChatMessage> firstMessages(SystemSpec spec, Texts seed, Example first) {
    return List.of();
  }

  /**
   * How many characters each model call of a rollout is sent, for estimates: in the order of {@link
   * SystemSpec#modelsPerRollout()}, as far as it is known before; what is missing at the end is as
   * the first.
   */
  default List<Long> promptCharacters(SystemSpec spec, Texts seed, Example example) {
    return List.of(characters(firstMessages(spec, seed, example)));
  }

  /** Characters of the contents of messages. */
  static long characters(List<ChatMessage> messages) {
    return messages.stream().mapToLong(message -> message.content().length()).sum();
  }

  /**
   * A candidate's messages, its texts put in and places left for the fields of examples; empty
   * where what the texts become is no list of messages that could be sent elsewhere.
   *
   * @param seed the texts whose placeholders count in the candidate's
   */
  default List<MessageTemplate> messages(SystemSpec spec, Texts seed, Texts candidate) {
    return List.of();
  }

  /**
   * Looks at submission for what would go wrong later; notes faults by their pointers in the job.
   *
   * @param evaluator null where the system scores itself
   * @return what is allowed and probably not meant
   */
  default List<Warning> validate(
      SystemSpec spec,
      @Nullable EvaluatorSpec evaluator,
      Texts seed,
      ExampleSets examples,
      Faults faults) {
    return List.of();
  }
}
