package dev.gepaserver.evaluation;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.llm.Models;
import dev.gepaserver.llm.ScriptedModels;
import dev.gepaserver.outbound.LoopbackOutbound;
import dev.gepaserver.outbound.Outbound;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Everything that a test of evaluators needs; JSON is written with single quotes. */
public final class EvaluatorFixture {

  private static final Outbound OUTBOUND = LoopbackOutbound.create();

  /** The catalogue of all evaluators; its judges always give 7 points. */
  public static final Evaluators EVALUATORS =
      evaluators(new ScriptedModels(messages -> "{\"score\": 7, \"reason\": \"So so.\"}"));

  private EvaluatorFixture() {}

  /** The catalogue of all evaluators with judges of one's own. */
  public static Evaluators evaluators(Models judges) {
    return new Evaluators(
        List.of(
            new ExactMatch(),
            new Contains(),
            new Regex(),
            new Numeric(),
            new JsonFields(),
            new TokenF1(),
            new Constraints(),
            new LlmJudge(judges),
            new HttpEvaluator(OUTBOUND, new Webhooks(OUTBOUND))));
  }

  /** Parses JSON. */
  public static JsonNode json(String quoted) {
    return Json.parse(quoted.replace('\'', '"'));
  }

  /** Reads a specification, noting faults. */
  public static EvaluatorSpec read(String quoted, Faults faults) {
    String body = "{\"evaluator\": " + quoted.replace('\'', '"') + "}";
    return EVALUATORS.read(Fields.of(Json.parse(body), "", faults), "evaluator");
  }

  /** Reads a specification that is right. */
  public static EvaluatorSpec read(String quoted) {
    Faults faults = new Faults();
    EvaluatorSpec spec = read(quoted, faults);
    faults.throwIfAny();
    return spec;
  }

  /** An example of its own. */
  public static Example example(String data) {
    return new Example(3, "e3", json(data));
  }

  /** Texts from names and texts in turn. */
  public static Texts texts(String... namesAndTexts) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      texts.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return Texts.of(texts);
  }

  /** Scores an output on an example, both as JSON. */
  public static Evaluation evaluate(String spec, String data, String output) {
    return EVALUATORS.make(read(spec)).evaluate(input(data, output), new InMemoryJournal().scope());
  }

  /** The input of an evaluator. */
  public static EvaluationInput input(String data, String output) {
    return new EvaluationInput(
        example(data),
        Split.VAL,
        "validation",
        "1.parent.0.0",
        texts("system_prompt", "Be brief."),
        json(output),
        null);
  }
}
