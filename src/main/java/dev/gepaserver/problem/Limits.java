package dev.gepaserver.problem;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * What requests may cost.
 *
 * @param body Largest body of a request, such as 10MB; a larger one is answered 413.
 * @param importSize Largest body of an import of a data set or a corpus, such as 256MB; a larger
 *     one is answered 413.
 * @param examples Bytes that the examples of one job may have, as JSON, where they are parts of
 *     data sets; left out, a tenth of the heap.
 * @param eventStreams Event streams open at once on this node; one more is answered 429.
 */
@ConfigurationProperties(value = "gepa.limits", ignoreUnknownFields = false)
record Limits(
    @DefaultValue("10MB") DataSize body,
    @Name("import") @DefaultValue("256MB") DataSize importSize,
    @Nullable DataSize examples,
    @DefaultValue("1000") int eventStreams) {

  Limits {
    if (body.toBytes() < 1) {
      throw new IllegalArgumentException(
          "gepa.limits.body is " + body + ", it must be at least 1B");
    }
    if (importSize.toBytes() < 1) {
      throw new IllegalArgumentException(
          "gepa.limits.import is " + importSize + ", it must be at least 1B");
    }
    if (examples != null && examples.toBytes() < 1) {
      throw new IllegalArgumentException(
          "gepa.limits.examples is " + examples + ", it must be at least 1B");
    }
    if (eventStreams < 1) {
      throw new IllegalArgumentException(
          "gepa.limits.event-streams is " + eventStreams + ", it must be at least 1");
    }
  }
}
