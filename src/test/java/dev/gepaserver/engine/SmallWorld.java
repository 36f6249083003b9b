package dev.gepaserver.engine;

import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.engine.spi.ReflectionReply;
import dev.gepaserver.engine.spi.ReflectionReply.Finish;
import dev.gepaserver.engine.spi.Reflector;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.engine.spi.RolloutRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A made-up system and reflection model. Every answer follows from the question alone, so it does
 * not matter when it is asked. It counts what it is asked for.
 */
final class SmallWorld implements RolloutRunner, Reflector {

  private final long seed;
  private final double scale;
  private long rollouts;
  private long reflections;

  SmallWorld(long seed) {
    this.seed = seed;
    this.scale =
        switch ((int) (seed % 5)) {
          case 3 -> -1;
          case 4 -> 1e308;
          default -> 1;
        };
  }

  long rollouts() {
    return rollouts;
  }

  long reflections() {
    return reflections;
  }

  @Override
  public List<List<Rollout>> rollOut(int iteration, Stage stage, List<RolloutBatch> batches) {
    return batches.stream()
        .map(batch -> batch.examples().stream().map(e -> rollout(batch, e)).toList())
        .toList();
  }

  private Rollout rollout(RolloutBatch batch, int example) {
    rollouts++;
    SplittableRandom random = random(batch.texts(), batch.split().wireName(), example);
    TreeMap<String, Double> objectives = new TreeMap<>();
    objectives.put("cost", random.nextInt(3) / 2.0);
    if (random.nextInt(4) > 0) {
      objectives.put("accuracy", random.nextInt(4) / 3.0);
    }
    double score = scale * goodness(batch.texts(), example);
    return new Rollout(
        score, objectives, batch.captureTraces() ? records(batch.texts(), score) : Map.of());
  }

  /** From 0 to 1 in tenths; each component has its share, and the texts of roots are poor. */
  private double goodness(Texts texts, int example) {
    int sum = 0;
    for (String component : texts.names()) {
      String text = texts.text(component);
      int most = text.startsWith("root") ? 4 : 11;
      sum += random(component, text, example).nextInt(most);
    }
    return sum / texts.size() / 10.0;
  }

  private Map<String, ReflectionRecord> records(Texts texts, double score) {
    Map<String, ReflectionRecord> records = new LinkedHashMap<>();
    for (String component : texts.names()) {
      if (random(texts, component, score).nextInt(10) > 0) {
        records.put(component, new ReflectionRecord(Map.of("Feedback", "score " + score)));
      }
    }
    return records;
  }

  @Override
  public List<ReflectionOutcome> reflect(int iteration, List<ReflectionDialogue> dialogues) {
    reflections += dialogues.size();
    return dialogues.stream()
        .map(dialogue -> dialogue.hold((attempt, messages) -> reply(attempt, messages.toString())))
        .toList();
  }

  private ReflectionReply reply(int attempt, String conversation) {
    SplittableRandom random = random(conversation, attempt);
    return switch (random.nextInt(12)) {
      case 0 -> new ReflectionReply.Failed("no answer");
      case 1 -> new ReflectionReply.Answered("no fence", Finish.STOP);
      case 2 -> new ReflectionReply.Answered("```\ncut off", Finish.LENGTH);
      default -> new ReflectionReply.Answered("```\nv" + random.nextInt(30) + "\n```", Finish.STOP);
    };
  }

  private SplittableRandom random(Object... question) {
    long mixed = seed;
    for (Object part : question) {
      mixed = new SplittableRandom(mixed * 31 + Objects.hashCode(part)).nextLong();
    }
    return new SplittableRandom(mixed);
  }
}
