package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveLoader;
import dev.gepaserver.archive.ArchiveSummaries;
import dev.gepaserver.archive.ArchiveWriter;
import dev.gepaserver.archive.ArchiveWriter.NewEvent;
import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.archive.SavedSearch;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.JobLog;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.Optimizer;
import dev.gepaserver.engine.SearchState;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.proposal.FirstText;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.Evaluators;
import dev.gepaserver.job.ExecutionSpec;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.job.JobRuns;
import dev.gepaserver.job.JobSpec;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.RunnableJob;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.llm.Models;
import dev.gepaserver.run.Leases.Claim;
import dev.gepaserver.system.JobFacts;
import dev.gepaserver.system.RunnableSystem;
import dev.gepaserver.system.Systems;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes a job up: claims its lease, reads back what is known of it, and runs it. */
@Component
class JobExecution {

  private static final Logger LOG = LoggerFactory.getLogger(JobExecution.class);

  /** A job taken up so often in a row without a new answer is taken for one that kills its runs. */
  static final int MOST_TAKES = 5;

  private final JobRuns jobs;
  private final JobProgress progress;
  private final Leases leases;
  private final EarlierWork earlierWork;
  private final ArchiveLoader loader;
  private final ArchiveSummaries summaries;
  private final ArchiveWriter archive;
  private final JournalWriter writer;
  private final NodeRuns node;
  private final Systems systems;
  private final Evaluators evaluators;
  private final Models models;
  private final InstantSource time;

  JobExecution(
      JobRuns jobs,
      JobProgress progress,
      Leases leases,
      EarlierWork earlierWork,
      ArchiveLoader loader,
      ArchiveSummaries summaries,
      ArchiveWriter archive,
      JournalWriter writer,
      NodeRuns node,
      Systems systems,
      Evaluators evaluators,
      Models models,
      InstantSource time) {
    this.jobs = jobs;
    this.progress = progress;
    this.leases = leases;
    this.earlierWork = earlierWork;
    this.loader = loader;
    this.summaries = summaries;
    this.archive = archive;
    this.writer = writer;
    this.node = node;
    this.systems = systems;
    this.evaluators = evaluators;
    this.models = models;
    this.time = time;
  }

  /** Runs a job until it has ended, is stopped or is handed back. */
  JobRun.End run(ExecutionId id) {
    UUID jobId = id.jobId();
    try (JobLog.Mark _ = JobLog.of(jobId)) {
      if (!jobs.due(jobId, id.number())) {
        return JobRun.End.SETTLED;
      }
      if (node.runs(jobId)) {
        // Another execution of the same job was made while this node's own run goes on.
        return JobRun.End.HANDED_BACK;
      }
      Optional<Claim> claim =
          leases.claim(jobId, NodeName.own(), () -> jobs.due(jobId, id.number()));
      if (claim.isEmpty()) {
        return JobRun.End.SETTLED;
      }
      if (claim.get().takes() > MOST_TAKES) {
        // Nothing of it is read any more, which may be what its runs break off at.
        return poisoned(claim.get());
      }
      try (EarlierWork.Reading earlier = earlierWork.read(jobId)) {
        return run(id, claim.get().lease(), earlier);
      }
    }
  }

  private JobRun.End run(ExecutionId id, Lease lease, EarlierWork.Reading earlier) {
    Optional<RunnableJob> job = load(lease);
    if (job.isEmpty()
        || job.get().view().status() == JobStatus.PAUSED
        || job.get().view().status().ended()) {
      return JobRun.End.SETTLED;
    }
    RunControl control = new RunControl(id.jobId().toString());
    node.began(id.jobId(), control);
    try {
      node.look();
      return run(job.get(), id.number(), lease, control, earlier);
    } catch (RunStoppedException e) {
      LOG.info("Job {} is not run: {}", id.jobId(), e.getMessage());
      return JobRun.End.HANDED_BACK;
    } finally {
      node.ended(id.jobId(), control);
      control.close();
    }
  }

  private Optional<RunnableJob> load(Lease lease) {
    try {
      return jobs.load(lease.jobId());
    } catch (InvalidInputException e) {
      // Written by another version, or damaged: no attempt would read it.
      fail(lease, "its specification cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private JobRun.End poisoned(Claim claim) {
    String trouble = claim.trouble();
    fail(
        claim.lease(),
        "it was taken up %d times in a row, and each time its run broke off without one new answer; %s"
            .formatted(
                MOST_TAKES,
                trouble == null ? "nothing was left to say why" : "the last time: " + trouble));
    return JobRun.End.SETTLED;
  }

  private void fail(Lease lease, String detail) {
    UUID jobId = lease.jobId();
    LOG.warn("Job {} is poisoned: {}", jobId, detail);
    RunJournal.await(
        writer.write(
            lease,
            new Payload.Work(() -> {
              progress.runDied(jobId);
              jobs.failed(jobId, "poisoned", detail);
              leases.revoke(jobId);
            })));
  }

  private JobRun.End run(
      RunnableJob job,
      int execution,
      Lease lease,
      RunControl control,
      EarlierWork.Reading earlier) {
    UUID jobId = job.id();
    SearchOptions options = job.searchOptions();
    DataSizes sizes =
        new DataSizes(job.examples().trainset().size(), job.examples().valset().size());
    EarlierWork.Found found = earlier.found(options);
    OpenWork open = found.open();
    RunJournal.Rules rules =
        new RunJournal.Rules(
            job.spec().execution().outageTimeout(), options.budget().limitsCostHard());
    RunJournal journal =
        new RunJournal(lease, open, writer, archive, control, time, rules, found.purse());
    boolean takenOver = job.view().status() == JobStatus.RUNNING;
    LOG.info(
        "Job {} {} by epoch {}, iteration {}, {} answers known",
        jobId,
        takenOver ? "taken over" : "taken up",
        lease.epoch(),
        found.openIteration(),
        open.modelCalls().size() + open.toolCalls().size() + open.rollouts().size());
    begin(jobId, execution, journal, takenOver, lease);
    RunSite.Stores stores = new RunSite.Stores(archive, loader, summaries, progress, jobs, leases);
    RunSite site = new RunSite(jobId, control, journal, found.purse(), stores);
    return new JobRun(site, () -> prepare(job, site, sizes, found.search())).run();
  }

  private SearchParts prepare(
      RunnableJob job, RunSite site, DataSizes sizes, Optional<SavedSearch> saved) {
    SearchOptions options = job.searchOptions();
    Fanout fanout = new Fanout(site.control());
    DialogueRunner reflector =
        new DialogueRunner(site.journal(), fanout, models, job.spec().reflection().model());
    Texts seed =
        job.seed()
            .or(() -> saved.map(s -> s.rows().candidates().getFirst().texts()))
            .orElseGet(() -> firstText(job.spec(), site, reflector));
    StageRunner runner = runner(job, site, fanout, seed);
    return new SearchParts(
        new Optimizer(runner, reflector),
        runner,
        SearchState.empty(options, sizes),
        job.roots(seed),
        saved.map(s -> SearchState.restore(options, sizes, s.checkpoint(), s.rows())).orElse(null),
        !job.examples().testset().isEmpty());
  }

  private static Texts firstText(JobSpec spec, RunSite site, DialogueRunner reflector) {
    String objective = spec.objective() == null ? "" : spec.objective();
    ReflectionOutcome outcome =
        reflector
            .reflect(
                0,
                List.of(
                    FirstText.dialogue(
                        JobSpec.DEFAULT_COMPONENT,
                        objective,
                        spec.reflection().attempts(),
                        spec.reflection().maxTextLength())))
            .getFirst();
    site.keepFirstText(outcome);
    String text =
        outcome
            .newText()
            .orElseThrow(() ->
                new RunFailedException(
                    "reflection-failing",
                    "the reflection model wrote no usable first text: " + outcome.reason()));
    return Texts.of(Map.of(JobSpec.DEFAULT_COMPONENT, text));
  }

  private void begin(
      UUID jobId, int execution, RunJournal journal, boolean takenOver, Lease lease) {
    NewEvent event =
        new NewEvent(
            "job.taken-over",
            Json.object().put("node", NodeName.own()).put("epoch", lease.epoch()));
    // Noted and not thrown, since what else is written in the same batch is no concern of this job.
    AtomicBoolean begun = new AtomicBoolean();
    RunJournal.await(
        journal.record(
            0,
            seq ->
                () -> {
                  begun.set(jobs.started(jobId, execution));
                  progress.runDied(jobId);
                  archive.appendEvents(
                      jobId, begun.get() && takenOver ? List.of(event) : List.of());
                }));
    if (!begun.get()) {
      throw new RunStoppedException("the job was settled before this run began");
    }
  }

  private StageRunner runner(RunnableJob job, RunSite site, Fanout fanout, Texts seed) {
    EvaluatorSpec spec = job.spec().evaluator();
    Evaluator evaluator = spec == null ? null : evaluators.make(spec);
    ExecutionSpec execution = job.spec().execution();
    JobFacts facts =
        new JobFacts(job.id(), seed, execution.rolloutTimeout(), execution.maxConcurrency());
    RunnableSystem system = systems.make(job.spec().system(), evaluator, facts);
    site.control().atEnd(system::close);
    ExampleSets examples = job.examples();
    return new StageRunner(
        site.journal(),
        fanout,
        system,
        Map.of(
            Split.TRAIN,
            examples.trainset(),
            Split.VAL,
            examples.valset(),
            Split.TEST,
            examples.testset()),
        execution,
        time);
  }
}
