package dev.gepaserver.system;

import dev.gepaserver.common.Catalogue;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The catalogue of systems by name. */
@Component
public final class Systems {

  private final Catalogue<SystemType> types;

  /**
   * Takes every system type there is.
   *
   * @throws IllegalStateException where two have the same name
   */
  public Systems(List<SystemType> found) {
    types = new Catalogue<>("system", found, SystemType::name);
  }

  /**
   * Reads the system at a field, noting every fault; an unknown type is told the known ones.
   *
   * @param components the names of the job's components, in their order
   * @return the specification with its defaults; where there are faults, some value to go on with
   */
  public SystemSpec read(Fields parent, String name, Set<String> components) {
    Catalogue.Chosen<SystemType> chosen = types.choose(parent, name);
    if (chosen == null) {
      return new Unknown("");
    }
    SystemSpec spec = chosen.entry().read(chosen.fields(), components);
    chosen.fields().rejectUnknown();
    return spec;
  }

  /**
   * Whether a job with this system must name an evaluator; not where the specification could not be
   * read.
   */
  public boolean needsEvaluator(SystemSpec spec) {
    return !(spec instanceof Unknown) && type(spec).needsEvaluator();
  }

  /**
   * Makes the system; each of its rollouts is bounded by the job's timeout.
   *
   * @param evaluator null only where the system does not need one
   * @throws IllegalArgumentException where no system has the specification's type, or it lacks its
   *     evaluator
   */
  public RunnableSystem make(SystemSpec spec, @Nullable Evaluator evaluator, JobFacts facts) {
    if (evaluator == null && needsEvaluator(spec)) {
      throw new IllegalArgumentException("a system of type " + spec.type() + " needs an evaluator");
    }
    RunnableSystem system = type(spec).make(spec, evaluator, facts);
    RunnableSystem bounded =
        system.bounded()
            ? system
            : new BoundedSystem(system, new TimeLimit(facts.rolloutTimeout()));
    return evaluator == null || evaluator.objectives().isEmpty()
        ? bounded
        : new FailuresByObjective(bounded, evaluator.objectives());
  }

  /**
   * The messages that the first model call on this example would send; empty where the system calls
   * no model itself.
   */
  public List<ChatMessage> firstMessages(SystemSpec spec, Texts seed, Example first) {
    return spec instanceof Unknown ? List.of() : type(spec).firstMessages(spec, seed, first);
  }

  /** Characters that each model call of a rollout is sent, as its type reckons them. */
  public List<Long> promptCharacters(SystemSpec spec, Texts seed, Example example) {
    List<Long> known =
        spec instanceof Unknown ? List.of() : type(spec).promptCharacters(spec, seed, example);
    return spec.modelsPerRollout().isEmpty()
        ? List.of()
        : IntStream.range(0, spec.modelsPerRollout().size())
            .mapToObj(call -> known.get(call < known.size() ? call : 0))
            .toList();
  }

  /**
   * A candidate's messages, its texts put in and places left for the fields of examples; empty
   * where the system has none that could be sent elsewhere.
   */
  public List<MessageTemplate> messages(SystemSpec spec, Texts seed, Texts candidate) {
    return spec instanceof Unknown ? List.of() : type(spec).messages(spec, seed, candidate);
  }

  /**
   * What the calls of one rollout cost at most, whatever the candidate, on any of the examples.
   *
   * @return nano-dollars; null where it cannot be said
   */
  public @Nullable BigInteger mostNanosPerRollout(
      SystemSpec spec, TextBounds texts, List<Example> examples) {
    return spec instanceof Unknown ? null : type(spec).mostNanosPerRollout(spec, texts, examples);
  }

  /**
   * Notes what would go wrong with this seed and these examples: a missing evaluator, names in
   * templates that do not exist, expected answers given away. The evaluator's own templates are
   * checked by its catalogue.
   *
   * @param evaluator null where the job names none
   * @param rolloutTimeout how long one rollout may work
   * @return what is allowed and probably not meant
   */
  public List<Warning> validate(
      SystemSpec spec,
      @Nullable EvaluatorSpec evaluator,
      Texts seed,
      ExampleSets examples,
      Duration rolloutTimeout,
      Faults faults) {
    if (spec instanceof Unknown) {
      return List.of();
    }
    if (evaluator == null && needsEvaluator(spec)) {
      faults.add(
          "/evaluator",
          "is missing; a system of type %s does not score itself".formatted(spec.type()));
    }
    List<Warning> warnings =
        new ArrayList<>(type(spec).validate(spec, evaluator, seed, examples, faults));
    noteCut(warnings, "system", spec.timeout(), rolloutTimeout);
    noteCut(warnings, "evaluator", evaluator == null ? null : evaluator.timeout(), rolloutTimeout);
    return List.copyOf(warnings);
  }

  private static void noteCut(
      List<Warning> warnings, String of, @Nullable Duration timeout, Duration rolloutTimeout) {
    if (timeout != null && timeout.compareTo(rolloutTimeout) > 0) {
      warnings.add(
          new Warning(
              "timeout-cut",
              "%s.timeout %s is longer than execution.rolloutTimeout %s, which cuts it off"
                  .formatted(of, timeout, rolloutTimeout)));
    }
  }

  private SystemType type(SystemSpec spec) {
    return types.get(spec.type());
  }

  /** Stands for a specification that could not be read. */
  private record Unknown(String type) implements SystemSpec {}
}
