package dev.gepaserver.report;

import static dev.gepaserver.report.Markdown.code;
import static dev.gepaserver.report.Markdown.count;
import static dev.gepaserver.report.Markdown.fenced;
import static dev.gepaserver.report.Markdown.number;
import static dev.gepaserver.report.Markdown.signed;
import static dev.gepaserver.report.Markdown.table;
import static dev.gepaserver.report.Markdown.usd;

import dev.gepaserver.archive.ArchiveSummaries.Proposals;
import dev.gepaserver.job.JobUsage;
import dev.gepaserver.job.JobUsage.ModelUsage;
import dev.gepaserver.job.JobView.Interval;
import dev.gepaserver.report.Report.Best;
import dev.gepaserver.report.Report.PerRollout;
import dev.gepaserver.report.Report.RolloutExcerpt;
import dev.gepaserver.report.Report.Test;
import dev.gepaserver.report.Report.Validation;
import dev.gepaserver.report.Report.WorseView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes a report to be read by people. */
public final class ReportMarkdown {

  private static final int FEW_EXAMPLES = 20;

  private final Report report;
  private final StringBuilder out = new StringBuilder();

  private ReportMarkdown(Report report) {
    this.report = report;
  }

  /** The report as Markdown; every text of users and models stands in code. */
  public static String of(Report report) {
    return new ReportMarkdown(report).write();
  }

  private String write() {
    heading();
    scores();
    Test test = report.test();
    if (test != null) {
      test(test);
    }
    Best best = report.best();
    if (best != null) {
      texts(best);
    }
    budget();
    usage(report.usage());
    search();
    if (test != null && !test.worseExamples().items().isEmpty()) {
      worse(test);
    }
    return out.toString();
  }

  private void heading() {
    out.append("# Report: ").append(code(report.name())).append("\n\n");
    if (report.notice() != null) {
      out.append("> **").append(report.notice()).append("**\n\n");
    }
    out.append("Job `").append(report.id()).append("`, **").append(report.status()).append("**");
    String reason = report.stopReason() == null ? report.pauseReason() : report.stopReason();
    if (reason != null) {
      out.append(", ").append(code(reason));
    }
    out.append(". Submitted ").append(report.createdAt());
    if (report.finishedAt() != null) {
      out.append(", ended ").append(report.finishedAt());
    }
    out.append(".\n\n");
    if (report.error() != null) {
      out.append("It failed with ").append(code(report.error().code())).append(":\n\n");
      out.append(fenced("", report.error().detail()));
    }
    if (!report.status().ended()) {
      out.append("The job has not ended: this is what there is so far.\n\n");
    }
  }

  private void scores() {
    Validation validation = report.validation();
    Best best = report.best();
    if (validation == null || best == null) {
      out.append("No candidate was scored on every validation example.\n\n");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "Validation, " + count(validation.examples()) + " examples",
            number(validation.seedScore()),
            number(validation.bestScore()),
            signed(validation.difference())));
    Test test = report.test();
    if (test != null) {
      rows.add(
          List.of(
              "Held-out test",
              number(test.seedScore()),
              number(test.bestScore()),
              signed(test.difference())));
    }
    out.append("## Scores\n\n");
    out.append(
        table(
            List.of(
                "Mean score", "Seed", "Best (candidate " + best.candidate() + ")", "Difference"),
            rows));
  }

  private void test(Test test) {
    out.append("## Held-out test\n\n");
    if (test.better() != null && test.worse() != null && test.equal() != null) {
      out.append(
          "Best against seed: %s examples better, %s worse, %s equal."
              .formatted(count(test.better()), count(test.worse()), count(test.equal())));
      int examples = test.better() + test.worse() + test.equal();
      out.append(interval(test.interval(), examples)).append("\n\n");
    }
    PerRollout seed = test.seed();
    PerRollout best = test.best();
    if (seed != null && best != null) {
      out.append(
          table(
              List.of("Mean per rollout", "Seed", "Best"),
              List.of(
                  compared("Cost, USD", seed, best, r -> usd(r.costUsd())),
                  compared("Output, tokens", seed, best, r -> number(r.outputTokens())),
                  compared("Output, characters", seed, best, r -> number(r.outputCharacters())),
                  compared("Latency, ms", seed, best, r -> number(r.latencyMs())),
                  compared("Failed, of all", seed, best, r -> count(r.failed())))));
    }
  }

  private static List<String> compared(
      String name, PerRollout seed, PerRollout best, Function<PerRollout, String> value) {
    return List.of(name, value.apply(seed), value.apply(best));
  }

  private static String interval(@Nullable Interval interval, int examples) {
    if (interval == null) {
      return "";
    }
    boolean chance = interval.low() <= 0 && interval.high() >= 0;
    return (" The mean difference lies between %s and %s (%s%% interval, paired bootstrap of %s resamples)%s.%s")
        .formatted(
            signed(interval.low()),
            signed(interval.high()),
            number(interval.confidence() * 100),
            count(interval.resamples()),
            chance ? ": no difference cannot be ruled out" : "",
            examples < FEW_EXAMPLES ? " With so few examples it is too narrow." : "");
  }

  private void texts(Best best) {
    out.append("## Best texts\n\n");
    best.components()
        .forEach((name, component) -> {
          out.append("### ").append(code(name)).append("\n\n");
          out.append(
              "%s characters; the seed's text has %s.\n\n"
                  .formatted(count(component.characters()), count(component.seedCharacters())));
          out.append(fenced("text", component.text()));
          if (component.diff().isEmpty()) {
            out.append("It is the seed's text.\n\n");
          } else {
            out.append("Against the seed:\n\n").append(fenced("diff", component.diff()));
          }
        });
  }

  private void budget() {
    if (report.budget().isEmpty()) {
      return;
    }
    out.append("## Budget\n\n");
    out.append(
        table(
            List.of("Limit", "Given", "Used"),
            report.budget().stream()
                .map(line -> List.of(line.limit(), value(line.given()), value(line.used())))
                .toList()));
  }

  private static String value(@Nullable JsonNode value) {
    return value == null
        ? Markdown.NONE
        : code(value.isString() ? value.stringValue() : value.toString());
  }

  private void usage(JobUsage usage) {
    out.append("## Usage and costs\n\n");
    out.append(
        table(
            List.of("Role", "Calls", "Input tokens", "Cached", "Output tokens", "USD"),
            List.of(
                model("task", usage.task()),
                model("reflection", usage.reflection()),
                model("judge", usage.judge()),
                List.of(
                    "webhooks and tools",
                    count(usage.webhook().calls()),
                    Markdown.NONE,
                    Markdown.NONE,
                    Markdown.NONE,
                    usd(usage.webhook().costUsd())),
                List.of(
                    "**all**",
                    Markdown.NONE,
                    Markdown.NONE,
                    Markdown.NONE,
                    Markdown.NONE,
                    usd(usage.costUsd())))));
    if (usage.inDoubtCalls() > 0) {
      out.append(
          "Besides, %s calls were on the wire when a process died; what they cost is not known.\n\n"
              .formatted(count(usage.inDoubtCalls())));
    }
  }

  private static List<String> model(String role, ModelUsage usage) {
    return List.of(
        role,
        count(usage.calls()),
        count(usage.inputTokens()),
        count(usage.cachedTokens()),
        count(usage.outputTokens()),
        usd(usage.costUsd()));
  }

  private void search() {
    Proposals proposals = report.search().proposals();
    out.append("## What the search did\n\n");
    out.append(
        "%s iterations gave %s candidates, the seed included. Of %s rewritings and %s merges, %s were accepted, %s rejected, %s skipped, and %s failed.\n\n"
            .formatted(
                count(report.search().iterations()),
                count(report.search().candidates()),
                count(proposals.mutations()),
                count(proposals.merges()),
                count(proposals.accepted()),
                count(proposals.rejected()),
                count(proposals.skipped()),
                count(proposals.failed())));
  }

  private void worse(Test test) {
    out.append("## Examples that got worse\n\n");
    if (test.worseExamples().next() != null) {
      out.append("The ones that lost most; there are more.\n\n");
    }
    for (WorseView worse : test.worseExamples().items()) {
      out.append(
          "### %s: %s → %s\n\n"
              .formatted(
                  code(worse.example()),
                  number(worse.seed().score()),
                  number(worse.best().score())));
      out.append("The example:\n\n").append(fenced("json", worse.data()));
      rollout("Seed", worse.seed());
      rollout("Best", worse.best());
    }
  }

  private void rollout(String whose, RolloutExcerpt rollout) {
    out.append(whose).append(", output:\n\n");
    out.append(fenced("text", rollout.output() == null ? "" : rollout.output()));
    out.append(whose).append(", feedback:\n\n").append(fenced("text", rollout.feedback()));
  }
}
