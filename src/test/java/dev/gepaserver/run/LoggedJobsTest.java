package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is logged on a job's behalf, on whichever thread, has the job's id. */
class LoggedJobsTest {

  private static final List<String> OF_JOBS =
      List.of("run.", "llm.", "outbound.", "system.", "evaluation.");

  @Test
  void marksEveryLineOfAJobWithItsId() throws IOException {
    AtomicInteger models = new AtomicInteger();
    AtomicInteger hooks = new AtomicInteger();
    Lines lines = new Lines();
    Logger house = (Logger) LoggerFactory.getLogger("dev.gepaserver");
    try (World world = new World()) {
      world.model("writer", prompt -> answered(models, HookJobs.longer(prompt)));
      world.hook("scores", request -> answered(hooks, HookJobs.scores(request)));
      world.hook("ends", request -> answered(new AtomicInteger(), ""));
      try (Service service = Service.fresh(world.settings())) {
        house.setLevel(Level.DEBUG);
        lines.start();
        house.addAppender(lines);
        ObjectNode job = HookJobs.job(world, "scores", 12);
        job.putObject("onEnd").put("url", world.url("ends"));

        String id = service.submit(job);
        service.settled(id);
        await().until(() -> lines.of("could not be told yet").findAny().isPresent());

        assertThat(lines.of("Attempt 1 at lab: 503")).isNotEmpty();
        assertThat(lines.of("answered 503")).hasSizeGreaterThan(1);
        assertThat(lines.of("taken up by")).hasSize(1);
        assertThat(lines.all())
            .filteredOn(line -> OF_JOBS.stream().anyMatch(line.getLoggerName()::contains))
            .allSatisfy(line -> assertThat(line.getMDCPropertyMap()).containsEntry("job", id));
      }
    } finally {
      house.detachAppender(lines);
      house.setLevel(null);
    }
  }

  @Test
  void marksWhatIsWishedOfAJobThatNobodyWorksOn() {
    UUID id = UUID.randomUUID();
    Lines lines = new Lines();
    Logger left = (Logger) LoggerFactory.getLogger(LeftJobs.class);
    DriverManagerDataSource away = new DriverManagerDataSource("jdbc:nowhere:");
    lines.start();
    left.addAppender(lines);
    try {
      new LeftJobs(null, null, null, null, new DataSourceTransactionManager(away)).settle(id);
    } finally {
      left.detachAppender(lines);
    }

    assertThat(lines.of("could not be done yet"))
        .singleElement()
        .satisfies(
            line -> assertThat(line.getMDCPropertyMap()).containsEntry("job", id.toString()));
  }

  /** The first time it is away. */
  private static String answered(AtomicInteger before, String answer) {
    if (before.getAndIncrement() == 0) {
      throw new World.Away();
    }
    return answer;
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {

    private final Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent line) {
      line.prepareForDeferredProcessing();
      lines.add(line);
    }

    Queue<ILoggingEvent> all() {
      return lines;
    }

    Stream<ILoggingEvent> of(String part) {
      return lines.stream().filter(line -> line.getFormattedMessage().contains(part));
    }
  }
}
