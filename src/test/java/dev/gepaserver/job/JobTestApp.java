package dev.gepaserver.job;

import dev.gepaserver.journal.CallMeter;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The rooms that jobs need, without workers: what is submitted stays queued. No configuration by
 * its annotations, so that no other test's scan finds it.
 */
@EnableAutoConfiguration
@ComponentScan(
    basePackages = {
      "dev.gepaserver.access",
      "dev.gepaserver.web",
      "dev.gepaserver.problem",
      "dev.gepaserver.job",
      "dev.gepaserver.llm",
      "dev.gepaserver.dataset",
      "dev.gepaserver.outbound",
      "dev.gepaserver.evaluation",
      "dev.gepaserver.system"
    },
    excludeFilters = @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class))
@ConfigurationPropertiesScan("dev.gepaserver")
class JobTestApp {

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  CallMeter meter() {
    return CallMeter.NONE;
  }

  @Bean
  Scheduled scheduled() {
    return new Scheduled();
  }

  @Bean
  Reopening reopening() {
    return new NothingKept();
  }

  @Bean
  Noticed noticed() {
    return new Noticed();
  }

  @Bean
  CandidateSource candidates() {
    return (jobId, indices) -> List.of();
  }

  @Bean
  Failing failing() {
    return new Failing();
  }

  /** Notes which jobs were scheduled. */
  static final class Scheduled implements JobScheduler {

    private final List<UUID> ids = new CopyOnWriteArrayList<>();
    private final Map<UUID, Integer> numbers = new ConcurrentHashMap<>();

    @Override
    public void schedule(UUID jobId, int number) {
      ids.add(jobId);
      numbers.put(jobId, number);
    }

    /** The number of the execution that was scheduled last. */
    int number(UUID jobId) {
      return numbers.get(jobId);
    }

    List<UUID> ids() {
      return Collections.unmodifiableList(ids);
    }
  }

  /** For jobs that nobody runs. */
  static final class NothingKept implements Reopening {

    @Override
    public void fence(UUID jobId) {}

    @Override
    public Kept kept(UUID jobId) {
      return new Kept(0, 0);
    }

    @Override
    public long forgetFailures(UUID jobId, int execution) {
      return 0;
    }

    @Override
    public long discardOpenIteration(UUID jobId, int execution, boolean tests) {
      return 0;
    }
  }

  /** Notes which notices were scheduled. */
  static final class Noticed implements NoticeScheduler {

    private final List<EndNotice> notices = new CopyOnWriteArrayList<>();

    @Override
    public void schedule(EndNotice notice) {
      notices.add(notice);
    }

    List<EndNotice> notices() {
      return Collections.unmodifiableList(notices);
    }
  }

  /** Fails like a service that has a bug. */
  @TestComponent
  @RestController
  static class Failing {

    @GetMapping("/test/failing")
    String fail() {
      throw new IllegalStateException("a secret of the house");
    }
  }
}
