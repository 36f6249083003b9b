package dev.gepaserver.chaos;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Api;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A job of every kind that keeps something of its own over a kill. */
final class Kinds {

  /** What {@link #job} makes. */
  static final List<String> NAMES =
      List.of(
          "single",
          "triple",
          "merge",
          "pxn",
          "cached",
          "batch",
          "judged",
          "blank",
          "pipeline",
          "agent",
          "judge");

  /** Rollouts of one job at once. */
  static final int CONCURRENCY = 4;

  /**
   * Things of one job that may be begun and not committed: of the calls of a rollout, which come
   * one after another, two at most.
   */
  static final int MOST_OPEN = 2 * CONCURRENCY;

  /** How many answers there are to an example. */
  static final int QUEUES = 3;

  /** The webhook that scores a candidate of several components by each of them. */
  static final String PARTS = "parts-merge";

  /** Longer than any machine takes to start a service. */
  static final String NEVER_LATE = "PT10M";

  private static final String CORPUS = "notes";

  private Kinds() {}

  /** Brings what the jobs name. */
  static void bring(Api service) {
    ObjectNode corpus = Json.object().put("name", CORPUS);
    ArrayNode documents = corpus.putArray("items");
    for (int i = 0; i < 20; i++) {
      documents
          .addObject()
          .put("text", "A note on ticket %d, in queue %d.".formatted(i, i % QUEUES));
    }
    HttpResponse<String> answer = service.send("POST", "/corpora", Json.write(corpus));
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.body());
    }
  }

  /** The job of this name. */
  static ObjectNode job(Outside outside, String name, int maxRollouts) {
    ObjectNode job = base(name, maxRollouts);
    ObjectNode search = job.putObject("search").put("seed", 7);
    switch (name) {
      case "single" -> reflection(job).put("showRejected", 2);
      case "triple" -> {
        components(job, "tone", "form", "goal");
        reflection(job).put("componentSelector", "all");
        search.putObject("candidateSelector").put("type", "epsilon_greedy").put("epsilon", 0.3);
      }
      case "merge" -> {
        components(job, "tone", "form");
        job.putObject("evaluator")
            .put("type", "http")
            .put("url", outside.url(PARTS))
            .put("timeout", NEVER_LATE);
        examples(job.putArray("valset"), "val", 5);
        // Two children of a parent at once, each with another component written anew, are soon
        // merged; with this seed a merge is rejected soon, too.
        search.put("seed", 1).putObject("sampling").put("type", "same_parent").put("n", 2);
        search.putObject("merge").put("enabled", true).put("maxInvocations", 50);
      }
      case "pxn" -> search.putObject("sampling").put("type", "pxn").put("p", 2).put("n", 2);
      case "cached" -> {
        // So that a child's minibatch is part of what it is validated on.
        job.remove("valset");
        search.put("cacheEvaluations", true);
      }
      case "batch" -> {
        system(job, "http")
            .put("url", outside.url("system-batch"))
            .put("batchSize", 3)
            .put("timeout", NEVER_LATE);
        job.remove("evaluator");
        examples(job.putArray("testset"), "test", 5);
      }
      case "judged" ->
          job.putObject("evaluator")
              .put("type", "http")
              .put("url", outside.url("judge-judged"))
              .put("timeout", NEVER_LATE);
      case "blank" -> {
        job.remove("seedCandidate");
        job.put("objective", "Route each ticket to the right queue.");
      }
      case "pipeline" -> pipeline(job, outside);
      case "agent" -> agent(job, outside);
      case "judge" -> judge(job);
      default -> throw new IllegalArgumentException(name);
    }
    return job;
  }

  /** Points of a judge, some of whose replies cannot be read, and an expected answer. */
  private static void judge(ObjectNode job) {
    JsonNode right = job.get("evaluator");
    ArrayNode parts = job.putObject("evaluator").put("type", "composite").putArray("parts");
    parts.addObject().put("name", "right").set("evaluator", right);
    parts
        .addObject()
        .put("name", "points")
        .putObject("evaluator")
        .put("type", "llm_judge")
        .put("model", "lab/judge-judge")
        .put("rubric", "Is it right?")
        .put("samples", 2);
  }

  private static void pipeline(ObjectNode job, Outside outside) {
    job.putObject("seedCandidate").put("query", "Ask.").put("reply", "Say.");
    ArrayNode steps = system(job, "pipeline").put("model", "lab/task-pipeline").putArray("steps");
    steps.addObject().put("id", "ask").put("type", "llm").put("component", "query");
    steps
        .addObject()
        .put("id", "find")
        .put("type", "retrieve")
        .put("corpus", CORPUS)
        .put("query", "{{input}} {{steps.ask.output}}")
        .put("k", 2);
    steps
        .addObject()
        .put("id", "look")
        .put("type", "http")
        .put("url", outside.url("tool-pipeline"))
        .put("timeout", NEVER_LATE)
        .putObject("body")
        .put("question", "{{input}} {{steps.ask.output}}");
    ArrayNode messages = steps.addObject().put("id", "say").put("type", "llm").putArray("messages");
    messages.addObject().put("role", "system").put("content", "{{component.reply}}");
    messages
        .addObject()
        .put("role", "user")
        .put("content", "{{input}} {{steps.look.output}} {{steps.find.output}}");
  }

  private static void agent(ObjectNode job, Outside outside) {
    job.putObject("seedCandidate").put("prompt", "Say.").put("when", "Looks.");
    ObjectNode system = system(job, "agent").put("model", "lab/task-agent").put("maxTurns", 3);
    ArrayNode tools = system.putArray("tools");
    tools.addObject().put("name", "find").put("description", "Finds notes.").put("corpus", CORPUS);
    ObjectNode tool = tools.addObject().put("name", "look");
    tool.put("component", "when");
    tool.put("url", outside.url("tool-agent")).put("timeout", NEVER_LATE);
    ObjectNode parameters = tool.putObject("parameters").put("type", "object");
    parameters.putObject("properties").putObject("question").put("type", "string");
  }

  private static ObjectNode base(String name, int maxRollouts) {
    ObjectNode job = Json.object().put("name", name);
    job.putObject("seedCandidate").put("prompt", "Route it.");
    examples(job.putArray("trainset"), "train", 10);
    examples(job.putArray("valset"), "val", 7);
    system(job, "prompt").put("model", "lab/task-" + name);
    job.putObject("evaluator").put("type", "contains").put("expected", "queue {{answer}}");
    job.putObject("reflection").put("model", "lab/writer-" + name);
    job.putObject("budget").put("maxRollouts", maxRollouts);
    job.putObject("execution").put("maxConcurrency", CONCURRENCY).put("rolloutTimeout", NEVER_LATE);
    return job;
  }

  private static ObjectNode system(ObjectNode job, String type) {
    return job.putObject("system").put("type", type);
  }

  private static ObjectNode reflection(ObjectNode job) {
    return (ObjectNode) job.get("reflection");
  }

  private static void components(ObjectNode job, String... names) {
    ObjectNode seed = job.putObject("seedCandidate");
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      seed.put(name, "The " + name + ".");
      all.append("{{component.").append(name).append("}} ");
    }
    ArrayNode messages = ((ObjectNode) job.get("system")).putArray("messages");
    messages.addObject().put("role", "system").put("content", all.toString());
    messages.addObject().put("role", "user").put("content", "{{input}}");
  }

  private static void examples(ArrayNode set, String split, int count) {
    for (int i = 0; i < count; i++) {
      set.addObject().put("input", split + " ticket " + i).put("answer", i % QUEUES);
    }
  }
}
