package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.llm.Models;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * {@code llm_judge}: a model gives points by a rubric, once or several times; the score is the mean
 * of the points in the order of the samples, brought to 0 to 1, and the feedback tells the judge's
 * reasons. A reply that cannot be read is asked for again with what was wrong about it, so often as
 * {@code attempts} says; then, and where the model refuses, the rollout cannot be scored. Calls
 * have the paths {@code judge/sample-1}, {@code judge/sample-1/try-2}, ….
 */
@Component
final class LlmJudge implements EvaluatorType {

  private final Models models;

  LlmJudge(Models models) {
    this.models = models;
  }

  @Override
  public String name() {
    return "llm_judge";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    return JudgeSpec.read(name(), fields, models);
  }

  /** What is judged, and by what, must reach the judge. */
  @Override
  public void check(EvaluatorSpec spec, String pointer, ExampleSets examples, Faults faults) {
    Set<String> names = Template.of(((JudgeSpec) spec).promptTemplate()).names();
    if (names.stream().noneMatch(name -> name.equals("output") || name.startsWith("output."))) {
      faults.add(
          pointer + "/promptTemplate",
          "does not hold {{output}}, so that the judge would not see what it judges");
    }
    if (!names.contains("rubric")) {
      faults.add(
          pointer + "/promptTemplate",
          "does not hold {{rubric}}, so that the judge would not see what it judges by");
    }
  }

  @Override
  public List<Long> promptCharacters(EvaluatorSpec spec, EvaluationInput input) {
    JudgeSpec judge = (JudgeSpec) spec;
    long characters = prompt(judge, input, facts(judge, input)).length();
    return Collections.nCopies(judge.samples(), characters);
  }

  private static String prompt(JudgeSpec judge, EvaluationInput input, Map<String, String> facts) {
    return FeedbackTemplates.fill(
        Template.of(judge.promptTemplate()), input, facts, "judge's prompt");
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    JudgeSpec judge = (JudgeSpec) spec;
    FeedbackTemplates feedback =
        new FeedbackTemplates(judge.correctFeedback(), judge.incorrectFeedback());
    Evaluator judging =
        (input, scope) -> {
          Map<String, String> facts = facts(judge, input);
          String asked = prompt(judge, input, facts);
          List<JudgeReply.Verdict> verdicts = new ArrayList<>();
          for (int sample = 1; sample <= judge.samples(); sample++) {
            verdicts.add(ask(judge, asked, scope, "judge/sample-" + sample));
          }
          return evaluation(judge, feedback, input, facts, verdicts);
        };
    return judge.objective() == null
        ? judging
        : new WithObjectives(judging, Set.of(judge.objective()));
  }

  private static Map<String, String> facts(JudgeSpec judge, EvaluationInput input) {
    Map<String, String> facts = new HashMap<>();
    JsonNode given = input.example().data().get("input");
    facts.put("input", Json.inText(given == null ? input.example().data() : given));
    facts.put("scale", judge.scale().words());
    facts.put(
        "rubric",
        FeedbackTemplates.fill(Template.of(judge.rubric()), input, Map.of(), "judge's rubric"));
    if (judge.expected() != null) {
      facts.put(
          "expected", FeedbackTemplates.expected(Template.of(judge.expected()), input.example()));
    }
    return facts;
  }

  private JudgeReply.Verdict ask(JudgeSpec judge, String prompt, CallScope scope, String path) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(new ChatMessage("user", prompt));
    String wrong = "";
    for (int attempt = 1; attempt <= judge.attempts(); attempt++) {
      String call = attempt == 1 ? path : path + "/try-" + attempt;
      ModelCall answer = models.ask(scope, call, Role.JUDGE, judge.model(), messages);
      String reply = answer.reply() == null ? "" : answer.reply();
      if ("refused".equals(answer.finishReason())) {
        throw new CallFailedException.Faulty(
            "refused", "the judge refused: " + reply, answer.attempts(), answer.latencyMs());
      }
      switch (JudgeReply.read(reply, judge.scale())) {
        case JudgeReply.Verdict verdict -> {
          return verdict;
        }
        case JudgeReply.Unusable(String why) -> {
          wrong = why;
          messages.add(new ChatMessage("assistant", reply));
          messages.add(new ChatMessage("user", again(why, judge.scale())));
        }
      }
    }
    throw new CallFailedException.Faulty(
        "malformed",
        "no reply of the judge could be read, asked %d times: %s"
            .formatted(judge.attempts(), wrong),
        judge.attempts(),
        0);
  }

  private static String again(String why, JudgeSpec.Scale scale) {
    return """
    That reply cannot be used: %s. Reply with one JSON object and nothing else: \
    {"reason": "…", "score": a number %s}\
    """
        .formatted(why, scale.words());
  }

  private static Evaluation evaluation(
      JudgeSpec judge,
      FeedbackTemplates templates,
      EvaluationInput input,
      Map<String, String> facts,
      List<JudgeReply.Verdict> verdicts) {
    double sum = 0;
    List<String> reasons = new ArrayList<>();
    for (JudgeReply.Verdict verdict : verdicts) {
      sum += verdict.points();
      reasons.add(
          verdicts.size() == 1
              ? verdict.reason()
              : "\n- (%s) %s".formatted(JudgeSpec.Scale.plain(verdict.points()), verdict.reason()));
    }
    // The mean of equal points can be off by rounding; it never lies beyond them.
    double points =
        Math.clamp(
            sum / verdicts.size(),
            verdicts.stream().mapToDouble(JudgeReply.Verdict::points).min().orElseThrow(),
            verdicts.stream().mapToDouble(JudgeReply.Verdict::points).max().orElseThrow());
    Map<String, String> told = new HashMap<>(facts);
    // What the prompt calls input is not what feedback templates mean by it.
    told.remove("input");
    told.remove("rubric");
    told.put("points", JudgeSpec.Scale.plain(points));
    told.put("reason", String.join("", reasons));
    Evaluation scored = templates.evaluation(judge.scale().score(points), input, told);
    return judge.objective() == null
        ? scored
        : new Evaluation(
            scored.score(),
            new TreeMap<>(Map.of(judge.objective(), scored.score())),
            scored.feedback());
  }
}
