package dev.gepaserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that may run one job at once. */
@Tag("slow")
class OneJobAtATimeTest {

  private static final List<String> JOBS = List.of("judged", "batch", "single", "cached");

  @Test
  void runsJobsOneAfterAnotherInTheOrderOfTheirSubmission() throws Exception {
    try (Outside outside = new Outside()) {
      List<String> settings = outside.settings();
      settings.add("gepa.workers.max-jobs=1");
      try (Service service = Service.on(TestDatabase.create(), settings.toArray(String[]::new))) {
        List<String> ids = new ArrayList<>();
        JOBS.forEach(name -> ids.add(service.submit(Kinds.job(outside, name, 30))));

        ids.forEach(service::settled);
      }

      assertThat(turns(outside.order())).isEqualTo(JOBS);
    }
  }

  private static List<String> turns(List<String> order) {
    List<String> turns = new ArrayList<>();
    for (String job : order) {
      if (turns.isEmpty() || !turns.getLast().equals(job)) {
        turns.add(job);
      }
    }
    return turns;
  }
}
