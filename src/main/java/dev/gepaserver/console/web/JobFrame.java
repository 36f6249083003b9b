package dev.gepaserver.console.web;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.JobView;
import dev.gepaserver.job.Jobs;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What all pages on one job show of it. */
@Component
class JobFrame {

  private final Jobs jobs;
  private final JobLookup lookup;

  JobFrame(Jobs jobs, JobLookup lookup) {
    this.jobs = jobs;
    this.lookup = lookup;
  }

  /**
   * Finds the job and adds it to a page.
   *
   * @param tab which of the job's pages it is
   * @throws ApiException {@code not-found}
   */
  JobView of(String id, String tab, Model model) {
    JobView job =
        Ids.parse(id)
            .map(jobs::get)
            .orElseThrow(() -> ApiException.notFound("there is no job '" + id + "'"));
    model.addAttribute("job", job);
    model.addAttribute("base", "/jobs/" + job.id());
    model.addAttribute("tab", tab);
    model.addAttribute("actions", Actions.on(job));
    model.addAttribute("budget", lookup.budget(job.id()).orElseGet(Json::object));
    return job;
  }

  /**
   * What can be done with a job as it stands.
   *
   * @param delete whether it may be deleted: nobody works on it
   */
  record Actions(boolean pause, boolean resume, boolean cancel, boolean delete) {

    static Actions on(JobView job) {
      boolean asked = job.requested() != null;
      return switch (job.status()) {
        case QUEUED -> new Actions(!asked, false, true, true);
        case RUNNING -> new Actions(!asked, false, !"cancel".equals(job.requested()), false);
        case PAUSED -> new Actions(false, true, true, true);
        case COMPLETED, FAILED -> new Actions(false, true, false, true);
        case CANCELLED -> new Actions(false, false, false, true);
      };
    }
  }
}
