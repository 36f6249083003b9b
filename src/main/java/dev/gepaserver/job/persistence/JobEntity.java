package dev.gepaserver.job.persistence;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.job.JobScheduler;
import dev.gepaserver.job.JobStatus;
import dev.gepaserver.job.PauseReason;
import dev.gepaserver.job.Requested;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A job's life; guards its own transitions. */
@Entity
@Table(name = "job")
class JobEntity {

  @Id private UUID id;
  @Version private long version;
  private String name;

  @Column(columnDefinition = "json")
  @ColumnTransformer(write = "cast(? as json)")
  private String labels;

  @Enumerated(EnumType.STRING)
  private JobStatus status;

  @Enumerated(EnumType.STRING)
  private @Nullable Requested requested;

  private @Nullable String requestedBy;
  private @Nullable String stopReason;
  private @Nullable String pauseReason;
  private @Nullable String errorCode;
  private @Nullable String errorDetail;
  private boolean simulated;
  private Instant createdAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private int execution;

  /** For Hibernate alone, which sets every field itself. */
  @NullUnmarked
  protected JobEntity() {}

  JobEntity(UUID id, String name, String labels, boolean simulated, Instant createdAt) {
    this.id = id;
    this.name = name;
    this.labels = labels;
    this.simulated = simulated;
    this.createdAt = createdAt;
    this.status = JobStatus.QUEUED;
    this.execution = JobScheduler.FIRST;
  }

  String name() {
    return name;
  }

  JobStatus status() {
    return status;
  }

  int execution() {
    return execution;
  }

  @Nullable String requestedBy() {
    return requestedBy;
  }

  @Nullable String errorCode() {
    return errorCode;
  }

  /** Whether the job may be run now, by this execution; the first time it is taken it begins. */
  boolean start(int number, Instant now) {
    if (number != execution) {
      return false;
    }
    return switch (status) {
      case QUEUED -> {
        status = JobStatus.RUNNING;
        startedAt = startedAt == null ? now : startedAt;
        yield true;
      }
      case RUNNING -> true;
      case PAUSED, COMPLETED, FAILED, CANCELLED -> false;
    };
  }

  /** Asks for the end: at once where nobody works on it, else as soon as its worker sees it. */
  void requestCancel(@Nullable String by, Instant now) {
    switch (status) {
      case RUNNING -> {
        requested = Requested.CANCEL;
        requestedBy = by;
      }
      case QUEUED, PAUSED -> cancelled(now);
      case COMPLETED, FAILED, CANCELLED -> throw illegal("cancelled");
    }
  }

  /** Asks for a pause: at once where nobody works on it, else as soon as its worker sees it. */
  void requestPause(@Nullable String by) {
    switch (status) {
      case RUNNING -> {
        if (requested == Requested.CANCEL) {
          throw ApiException.illegalTransition(
              "job %s is being cancelled and cannot be paused".formatted(id));
        }
        requested = Requested.PAUSE;
        requestedBy = by;
      }
      case QUEUED -> paused(PauseReason.REQUESTED);
      case PAUSED, COMPLETED, FAILED, CANCELLED -> throw illegal("paused");
    }
  }

  /** Queues the job again, for an execution of the next number. */
  void resume() {
    switch (status) {
      case PAUSED, COMPLETED, FAILED -> {
        status = JobStatus.QUEUED;
        stopReason = null;
        pauseReason = null;
        errorCode = null;
        errorDetail = null;
        requestedBy = null;
        finishedAt = null;
        execution++;
      }
      case QUEUED, RUNNING, CANCELLED -> throw illegal("resumed");
    }
  }

  // What workers tell comes too late where somebody settled the job before; each says whether not.

  boolean complete(StopReason reason, Instant now) {
    if (status != JobStatus.RUNNING) {
      return false;
    }
    end(JobStatus.COMPLETED, now);
    stopReason = reason.wireName();
    return true;
  }

  boolean fail(String code, String detail, Instant now) {
    if (!isDue()) {
      return false;
    }
    end(JobStatus.FAILED, now);
    errorCode = code;
    errorDetail = detail;
    return true;
  }

  boolean cancel(Instant now) {
    if (status.ended()) {
      return false;
    }
    cancelled(now);
    return true;
  }

  /** Pauses the job; who asked for its end meanwhile gets that instead. */
  boolean pause(PauseReason reason, Instant now) {
    if (!isDue()) {
      return false;
    }
    if (requested == Requested.CANCEL) {
      cancelled(now);
    } else {
      paused(reason);
    }
    return true;
  }

  private boolean isDue() {
    return status == JobStatus.RUNNING || status == JobStatus.QUEUED;
  }

  private void paused(PauseReason reason) {
    status = JobStatus.PAUSED;
    requested = null;
    pauseReason = reason.wireName();
  }

  private void cancelled(Instant now) {
    end(JobStatus.CANCELLED, now);
    stopReason = StopReason.CANCELLED.wireName();
  }

  /** Makes sure that it may be deleted. */
  void delete() {
    if (status == JobStatus.RUNNING) {
      throw illegal("deleted");
    }
  }

  private void end(JobStatus end, Instant now) {
    status = end;
    requested = null;
    pauseReason = null;
    finishedAt = now;
  }

  private ApiException illegal(String wanted) {
    return ApiException.illegalTransition(
        "job %s is %s and cannot be %s".formatted(id, status, wanted));
  }
}
