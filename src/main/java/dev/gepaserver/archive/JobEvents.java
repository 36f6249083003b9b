package dev.gepaserver.archive;

import dev.gepaserver.archive.ArchiveWriter.NewEvent;
import dev.gepaserver.common.Caller;
import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobDeleted;
import dev.gepaserver.job.JobEvent;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what the job room tells of a job's life, in the transaction that it tells of. */
@Component
class JobEvents {

  private final ArchiveWriter archive;
  private final ArchiveCleaner cleaner;

  JobEvents(ArchiveWriter archive, ArchiveCleaner cleaner) {
    this.archive = archive;
    this.cleaner = cleaner;
  }

  @EventListener
  @Transactional(propagation = Propagation.MANDATORY)
  void happened(JobEvent event) {
    ObjectNode data = Json.object();
    event.data().forEach((name, value) -> data.set(name, Json.tree(value)));
    String by = Caller.currentName();
    if (by != null && !data.has(JobEvent.BY)) {
      data.put(JobEvent.BY, by);
    }
    archive.appendEvents(event.jobId(), List.of(new NewEvent(event.type(), data)));
  }

  @EventListener
  @Transactional(propagation = Propagation.MANDATORY)
  void deleted(JobDeleted job) {
    cleaner.noteDeleted(job.jobId(), job.at());
  }
}
