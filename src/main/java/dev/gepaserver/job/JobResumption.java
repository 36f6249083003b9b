package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.SearchException;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.job.persistence.ForkStore;
import dev.gepaserver.job.persistence.JobQueries;
import dev.gepaserver.job.persistence.JobStore;
import dev.gepaserver.job.persistence.JobStore.Reopened;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lets jobs go on that are paused, have failed or are complete. */
@Service
public class JobResumption {

  private static final String BUDGET = "budget";

  private final JobStore store;
  private final JobQueries queries;
  private final ForkStore forks;
  private final JobProgress progress;
  private final SpecReader reader;
  private final SpecRules rules;
  private final Reopening reopening;
  private final JobScheduler scheduler;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  JobResumption(
      JobStore store,
      JobQueries queries,
      ForkStore forks,
      JobProgress progress,
      SpecReader reader,
      SpecRules rules,
      Reopening reopening,
      JobScheduler scheduler,
      ApplicationEventPublisher events,
      InstantSource clock) {
    this.store = store;
    this.queries = queries;
    this.forks = forks;
    this.progress = progress;
    this.reader = reader;
    this.rules = rules;
    this.reopening = reopening;
    this.scheduler = scheduler;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Queues a job again: {@code PAUSED}, {@code COMPLETED} or {@code FAILED → QUEUED}.
   *
   * @param body an object with {@code budget}, whose fields replace the old ones, null removing
   *     one, and {@code discardOpenIteration}; both may be left out
   * @throws ApiException {@code not-found}; {@code illegal-transition} where it is in none of these
   *     states
   * @throws InvalidInputException with every fault of the body, or of the budget that it makes
   */
  @Transactional
  public void resume(UUID id, JsonNode body) {
    reopening.fence(id);
    Reopened job = store.resume(id);
    Faults faults = new Faults();
    Fields fields = Fields.of(body, "", faults);
    JsonNode changes = fields.raw(BUDGET);
    boolean discard = fields.flag("discardOpenIteration", false);
    fields.rejectUnknown();
    ObjectNode changed = changes == null ? Json.object() : changeBudget(id, changes, faults);
    faults.throwIfAny();
    progress.reopened(id, forget(id, job, discard));
    scheduler.schedule(id, job.execution());
    Map<String, Object> data = changed.isEmpty() ? Map.of() : Map.of(BUDGET, changed);
    events.publishEvent(new JobEvent(id, "job.resumed", clock.instant(), data));
  }

  /** Forgets what the job shall do anew; gives the rollouts that are not counted any more. */
  private long forget(UUID id, Reopened job, boolean discard) {
    long uncounted = 0;
    if (job.before() == JobStatus.FAILED) {
      uncounted += reopening.forgetFailures(id, job.execution());
    }
    // Where no first text came about, its unusable replies were answers and would be taken again.
    boolean noFirstText =
        SearchException.REFLECTION_FAILING.equals(job.errorCode())
            && progress.load(id).candidates() == 0;
    if (discard || noFirstText) {
      uncounted += reopening.discardOpenIteration(id, job.execution());
    }
    return uncounted;
  }

  /** Rewrites the budget in the job's specification; gives the fields that are other ones now. */
  private ObjectNode changeBudget(UUID id, JsonNode changes, Faults faults) {
    String kept = queries.spec(id).orElseThrow();
    JobSpec spec = reader.readKept(kept);
    ObjectNode before = BudgetFields.write(spec.budget());
    ObjectNode wanted = Json.object();
    wanted.set(BUDGET, merged(before, changes));
    Budget budget = BudgetFields.read(Fields.of(wanted, "", faults));
    if (!faults.at("/" + BUDGET)) {
      JobSpec changed = spec.withBudget(budget);
      int unscored = forks.unscoredRoots(id);
      rules.checkBudget(changed, queries.sizes(id), unscored, faults);
      if (WorstCosts.limitsCost(budget)) {
        rules.checkCost(changed, queries.exampleSets(id), roots(id, unscored), faults);
      }
    }
    faults.throwIfAny();
    ObjectNode after = BudgetFields.write(budget);
    ObjectNode rewritten = (ObjectNode) Json.parse(kept);
    rewritten.set(BUDGET, after);
    store.rewriteSpec(id, rewritten.toString());
    return difference(before, after);
  }

  /** What is paid of the seed's roll-out is not paid again. */
  private Roots roots(UUID id, int unscored) {
    List<Texts> texts = forks.roots(id).stream().map(Root::texts).toList();
    Progress now = progress.load(id);
    BigDecimal spent = now.usage().costUsd();
    return now.candidates() == 0 || spent == null
        ? new Roots(unscored, texts, 0)
        : new Roots(0, texts, Money.nanos(spent));
  }

  /** A null stays, so that an unknown name is found; to the reader it is a field left out. */
  private static JsonNode merged(ObjectNode before, JsonNode changes) {
    if (!changes.isObject()) {
      return changes;
    }
    ObjectNode merged = before.deepCopy();
    changes.properties().forEach(change -> merged.set(change.getKey(), change.getValue()));
    return merged;
  }

  private static ObjectNode difference(ObjectNode before, ObjectNode after) {
    Set<String> names = new LinkedHashSet<>(after.propertyNames());
    names.addAll(before.propertyNames());
    ObjectNode difference = Json.object();
    for (String name : names) {
      if (!after.path(name).equals(before.path(name))) {
        difference.set(name, after.get(name));
      }
    }
    return difference;
  }
}
