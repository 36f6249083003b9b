package dev.gepaserver.evaluation;

import dev.gepaserver.common.Catalogue;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.dataset.ExampleSets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The catalogue of evaluators by name: all there are, and {@code composite}, which is made of them.
 */
@Component
public final class Evaluators {

  private final Catalogue<EvaluatorType> types;

  /**
   * Takes every evaluator type there is.
   *
   * @throws IllegalStateException where two have the same name
   */
  @Autowired
  public Evaluators(List<EvaluatorType> found) {
    this(withComposite(found), EvaluatorType::name);
  }

  private Evaluators(List<EvaluatorType> found, Function<EvaluatorType, String> name) {
    types = new Catalogue<>("evaluator", found, name);
  }

  // A composite knows the others only, so that none stands in another one.
  private static List<EvaluatorType> withComposite(List<EvaluatorType> others) {
    List<EvaluatorType> all = new ArrayList<>(others);
    all.add(new Composite(new Evaluators(others, EvaluatorType::name)));
    return all;
  }

  /**
   * Reads the evaluator at a field, noting every fault; an unknown type is told the known ones.
   *
   * @return the specification with its defaults; where there are faults, some value to go on with
   */
  public EvaluatorSpec read(Fields parent, String name) {
    Catalogue.Chosen<EvaluatorType> chosen = types.choose(parent, name);
    if (chosen == null) {
      return new Unknown("");
    }
    EvaluatorSpec spec = chosen.entry().read(chosen.fields());
    chosen.fields().rejectUnknown();
    return spec;
  }

  /**
   * Makes the evaluator.
   *
   * @throws IllegalArgumentException where no evaluator has the specification's type
   */
  public Evaluator make(EvaluatorSpec spec) {
    return type(spec).make(spec);
  }

  /**
   * Notes what would go wrong with these components and examples: names in templates that do not
   * exist, expected answers that the evaluator cannot use.
   *
   * @param pointer JSON pointer of the specification, {@code /evaluator}
   */
  public void validate(
      EvaluatorSpec spec,
      String pointer,
      Collection<String> components,
      ExampleSets examples,
      Faults faults) {
    if (spec instanceof Unknown) {
      return;
    }
    TemplateCheck check = new TemplateCheck(components, examples, faults);
    spec.templates().forEach(use -> check.check(pointer, use));
    check(spec, pointer, examples, faults);
  }

  /**
   * Characters that each model call of an evaluation is sent, for estimates.
   *
   * @param input with an output that is as long as one may be
   * @throws dev.gepaserver.common.CallFailedException.Faulty where the example lacks a value
   */
  public List<Long> promptCharacters(EvaluatorSpec spec, EvaluationInput input) {
    return spec instanceof Unknown ? List.of() : type(spec).promptCharacters(spec, input);
  }

  /** Notes what its type finds wrong with these examples; its templates are not looked at. */
  void check(EvaluatorSpec spec, String pointer, ExampleSets examples, Faults faults) {
    if (!(spec instanceof Unknown)) {
      type(spec).check(spec, pointer, examples, faults);
    }
  }

  private EvaluatorType type(EvaluatorSpec spec) {
    return types.get(spec.type());
  }

  /** Stands for a specification that could not be read. */
  private record Unknown(String type) implements EvaluatorSpec {}
}
