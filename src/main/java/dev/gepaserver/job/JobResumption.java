package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Deed;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.SearchException;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.job.ExecutionSpec.OnRolloutError;
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
import org.jspecify.annotations.Nullable;
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
    String kept = queries.spec(id).orElseThrow();
    JobSpec before = reader.readKept(kept);
    JobSpec after = changes == null ? before : changeBudget(before, changes, faults);
    progress.reopened(id, forget(id, job, before, discard));
    if (!faults.at("/" + BUDGET)) {
      if (changes != null) {
        rules.checkBudget(after, queries.sizes(id), forks.unscoredRoots(id), faults);
      }
      checkCost(id, after, faults);
    }
    faults.throwIfAny();
    ObjectNode changed = keepBudget(id, kept, before, after);
    scheduler.schedule(id, job.execution());
    Map<String, Object> data = changed.isEmpty() ? Map.of() : Map.of(BUDGET, changed);
    events.publishEvent(new JobEvent(id, "job.resumed", clock.instant(), data));
    events.publishEvent(
        new Deed(queries.isEvaluation(id) ? "evaluation.resume" : "job.resume", id, data));
  }

  /** Forgets what the job shall do anew; gives the rollouts that are not counted any more. */
  private long forget(UUID id, Reopened job, JobSpec spec, boolean discard) {
    long uncounted = 0;
    if (job.before() == JobStatus.FAILED) {
      uncounted += reopening.forgetFailures(id, job.execution());
    }
    // Where no first text came about, its unusable replies were answers and would be taken again.
    boolean noFirstText =
        SearchException.REFLECTION_FAILING.equals(job.errorCode())
            && progress.load(id).candidates() == 0;
    // Failures of an earlier stage than the last would be judged again.
    boolean worthless =
        SearchException.ROLLOUTS_FAILING.equals(job.errorCode())
            && spec.execution().onRolloutError() == OnRolloutError.SCORE
            && progress.load(id).candidates() > 0;
    if (discard || noFirstText || worthless) {
      uncounted +=
          reopening.discardOpenIteration(id, job.execution(), job.before() == JobStatus.FAILED);
    }
    return uncounted;
  }

  /** The specification with the budget that the changes make of its own. */
  private JobSpec changeBudget(JobSpec spec, JsonNode changes, Faults faults) {
    ObjectNode wanted = Json.object();
    wanted.set(BUDGET, merged(BudgetFields.write(spec.budget()), changes));
    Budget budget = BudgetFields.read(Fields.of(wanted, "", faults));
    return faults.at("/" + BUDGET) ? spec : spec.withBudget(budget);
  }

  /** Whether what is spent, and what is to be done in any case, fits a hard limit of cost. */
  private void checkCost(UUID id, JobSpec spec, Faults faults) {
    if (!spec.budget().limitsCostHard()) {
      return;
    }
    JobUsage usage = progress.load(id).usage();
    boolean all = checkKnown("maxCostUsd", spec.budget().maxCostNanos(), usage.costUsd(), faults);
    boolean reflections =
        checkKnown(
            "maxReflectionCostUsd",
            spec.budget().maxReflectionCostNanos(),
            usage.reflection().costUsd(),
            faults);
    if (all && reflections) {
      rules.checkCost(spec, queries.exampleSets(id), roots(id), faults);
    }
  }

  private static boolean checkKnown(
      String name, @Nullable Long limit, @Nullable BigDecimal spent, Faults faults) {
    boolean known = limit == null || spent != null;
    if (!known) {
      faults.add(
          "/" + BUDGET + "/" + name,
          "cannot be kept, because what the job has cost is not known; limit something else");
    }
    return known;
  }

  /** Rewrites the budget in the job's specification; gives the fields that are other ones now. */
  private ObjectNode keepBudget(UUID id, String kept, JobSpec before, JobSpec after) {
    ObjectNode budget = BudgetFields.write(after.budget());
    ObjectNode changed = difference(BudgetFields.write(before.budget()), budget);
    if (!changed.isEmpty()) {
      ObjectNode rewritten = (ObjectNode) Json.parse(kept);
      rewritten.set(BUDGET, budget);
      store.rewriteSpec(id, rewritten.toString());
    }
    return changed;
  }

  private Roots roots(UUID id) {
    List<Texts> texts = forks.roots(id).stream().map(Root::texts).toList();
    Progress now = progress.load(id);
    Reopening.Kept kept = reopening.kept(id);
    return new Roots(
        now.candidates() == 0 ? forks.unscoredRoots(id) : 0,
        texts,
        Math.max(0, nanos(now.usage().costUsd()) - kept.nanos()),
        Math.max(0, nanos(now.usage().reflection().costUsd()) - kept.reflectionNanos()));
  }

  private static long nanos(@Nullable BigDecimal usd) {
    return usd == null ? 0 : Money.nanos(usd);
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
