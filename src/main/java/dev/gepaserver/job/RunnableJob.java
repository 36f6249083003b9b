package dev.gepaserver.job;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.model.CostBounds;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything a worker needs to know of a job.
 *
 * @param id the job
 * @param view how it stands now
 * @param spec what is to be done
 * @param examples its examples
 * @param forked what it begins with as a fork or an evaluation; empty where it begins with its seed
 * @param costBounds what its calls cost at most; null where no hard limit of cost asks for it
 */
public record RunnableJob(
    UUID id,
    JobView view,
    JobSpec spec,
    ExampleSets examples,
    List<Root> forked,
    @Nullable CostBounds costBounds) {

  /** Copies the list. */
  public RunnableJob {
    forked = List.copyOf(forked);
  }

  /**
   * What the search core is told. Which names in the seed's texts are fields of the examples, it
   * cannot know itself: submission has made sure that all have one or none has it.
   */
  public SearchOptions searchOptions() {
    Set<String> fields = new HashSet<>();
    for (String text : spec.seedCandidate().values()) {
      for (String name : Template.of(text).names()) {
        if (!Template.plain(name)
            && Json.find(examples.trainset().getFirst().data(), name) != null) {
          fields.add(name);
        }
      }
    }
    SearchOptions options = spec.searchOptions();
    ReflectionOptions reflection = options.reflection();
    return options
        .withBudget(spec.budget().withCostBounds(costBounds))
        .withReflection(reflection.withPrompts(reflection.prompts().withFields(fields)));
  }

  /** What the search begins with. */
  public List<Root> roots(Texts seed) {
    return forked.isEmpty() ? List.of(Root.of(seed)) : forked;
  }

  /** The seed's texts; empty where the reflection model has to write the first one. */
  public Optional<Texts> seed() {
    Map<String, String> texts = spec.seedCandidate();
    return texts.isEmpty() ? Optional.empty() : Optional.of(Texts.of(texts));
  }
}
