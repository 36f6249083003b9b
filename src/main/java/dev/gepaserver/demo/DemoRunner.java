package dev.gepaserver.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Submits the bundled job, shows how it gets on, and tells what came of it. */
final class DemoRunner {

  private final DemoClient client;
  private final BundledJob bundled;
  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private final Duration poll;

  /**
   * Makes one.
   *
   * @param out where the person reads
   * @param terminal whether a line there can be written over
   * @param poll time between two looks at the job
   */
  DemoRunner(
      DemoClient client,
      BundledJob bundled,
      PrintStream out,
      boolean terminal,
      InstantSource clock,
      Duration poll) {
    this.client = client;
    this.bundled = bundled;
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.poll = poll;
  }

  /**
   * Runs the demo to its end; what goes wrong is told, not thrown.
   *
   * @throws InterruptedException where the service stops
   */
  void run() throws InterruptedException {
    try {
      DemoJobView job = client.submit(bundled.body(), bundled.idempotencyKey());
      greet(job);
      if (!job.ended()) {
        job = follow(job);
      }
      tell(job);
    } catch (DemoException e) {
      say("");
      say("The demo cannot go on: " + e.getMessage());
    }
    say("");
    say("The service goes on answering at " + client.base() + "; end it with Ctrl-C.");
    out.flush();
  }

  private void greet(DemoJobView job) {
    say(
        "gepa-server answers at "
            + client.base()
            + " (API: "
            + client.base()
            + "/swagger-ui.html)");
    if (job.ended()) {
      say(
          "The demo has run on this data directory before; this is what came of job "
              + job.id()
              + ".");
    } else if (job.rollouts() > 0) {
      say(
          "Going on with job "
              + job.id()
              + ", begun before: "
              + job.rollouts()
              + " rollouts are done.");
    } else {
      say("Job " + job.id() + ": improve the prompt that routes support tickets to their queues.");
    }
    if (job.simulated()) {
      say(
          "Its models are simulated: made up by the service itself, no model is called, nothing is paid.");
    }
    say("");
  }

  private DemoJobView follow(DemoJobView first) throws InterruptedException {
    ProgressLine line = new ProgressLine(out, terminal);
    Pace pace = new Pace(clock);
    DemoJobView job = first;
    while (!job.ended()) {
      line.show(job.status() + job.iteration() + job.why(), progress(job, pace.left(job)));
      Thread.sleep(poll);
      job = client.job(job.id());
    }
    line.show(job.status() + job.iteration(), progress(job, null));
    line.end();
    return job;
  }

  private static String progress(DemoJobView job, @Nullable Duration left) {
    StringBuilder line = new StringBuilder();
    if (!"RUNNING".equals(job.status())) {
      line.append(job.status().toLowerCase(Locale.ROOT));
      line.append(
          "PAUSED".equals(job.status()) && job.why() != null ? " (" + job.why() + "), " : ", ");
    }
    line.append("iteration ").append(job.iteration());
    line.append(", rollouts ").append(job.rollouts());
    if (job.maxRollouts() != null) {
      line.append(" of ").append(job.maxRollouts());
    }
    line.append(", best score ").append(score(job.bestScore()));
    line.append(", candidates ").append(job.candidates());
    if (left != null) {
      line.append(", about ").append(left.toSeconds()).append(" s left");
    }
    return line.toString();
  }

  private void tell(DemoJobView job) throws InterruptedException {
    if (!"COMPLETED".equals(job.status())) {
      say("");
      say("The job is " + job.status() + (job.why() == null ? "." : ": " + job.why()));
    }
    if (job.bestCandidate() != null) {
      tellBest(job, job.bestCandidate());
    }
    tellMore(job);
  }

  private void tellBest(DemoJobView job, long best) throws InterruptedException {
    say("");
    if (best == 0) {
      say("No candidate was better than the seed.");
    } else {
      say("The best prompt, candidate " + best + ", against the seed:");
      for (Map.Entry<String, String> diff : client.diffAgainstSeed(job.id(), best).entrySet()) {
        say("");
        diff.getValue().lines().forEach(l -> say("  " + l));
      }
    }
    say("");
    say("                     before   after");
    say("  validation score   %-6s   %s".formatted(score(job.seedScore()), score(job.bestScore())));
    say(
        "  test score         %-6s   %s   (tickets that the search never saw)"
            .formatted(score(job.testBefore()), score(job.testAfter())));
    if (job.simulated()) {
      say("");
      say(
          "The models were simulated: these figures show how the search works, not how good a model is.");
    }
  }

  private void tellMore(DemoJobView job) {
    String url = client.base() + "/api/v1/jobs/" + job.id();
    say("");
    say("Look further:");
    say("  curl -s -H 'Accept: text/plain' " + url + "/best");
    for (String part :
        new String[] {"candidates", "iterations", "pareto", "lineage", "model-calls"}) {
      say("  curl -s " + url + "/" + part);
    }
    say("Submit it again as a new job:");
    say(
        "  curl -s "
            + url
            + "/spec | curl -s -H 'Content-Type: application/json' -d @- "
            + client.base()
            + "/api/v1/jobs");
  }

  private static String score(@Nullable Double score) {
    return score == null ? "-" : String.format(Locale.ROOT, "%.3f", score);
  }

  private void say(String line) {
    out.println(line);
  }
}
