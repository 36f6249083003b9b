package dev.gepaserver.archive;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what jobs did is kept.
 *
 * @param calls Time after a job's end when its model calls, webhook and tool calls and traces are
 *     deleted; kept for ever where left out.
 * @param jobs Time after a job's end when the whole job is deleted; kept for ever where left out.
 * @param every How often it is looked for what is no longer kept; longer than PT0S.
 */
@ConfigurationProperties(value = "gepa.retention", ignoreUnknownFields = false)
record RetentionSettings(
    @Nullable Duration calls, @Nullable Duration jobs, @DefaultValue("PT1H") Duration every) {

  private static final Duration LONGEST = Duration.ofDays(36_500);

  RetentionSettings {
    require(calls == null || !calls.isNegative(), "calls", calls, "not be negative");
    require(jobs == null || !jobs.isNegative(), "jobs", jobs, "not be negative");
    require(every.isPositive(), "every", every, "be longer than PT0S");
    for (Duration given : new @Nullable Duration[] {calls, jobs, every}) {
      if (given != null && given.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "gepa.retention: %s is longer than %s; leave it out to keep all"
                .formatted(given, LONGEST));
      }
    }
  }

  private static void require(boolean right, String name, @Nullable Duration given, String rule) {
    if (!right) {
      throw new IllegalArgumentException(
          "gepa.retention." + name + " is " + given + ", it must " + rule);
    }
  }
}
