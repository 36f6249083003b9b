package dev.gepaserver.job.persistence;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.job.JobStatus;
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

  private @Nullable String stopReason;
  private @Nullable String pauseReason;
  private @Nullable String errorCode;
  private @Nullable String errorDetail;
  private boolean simulated;
  private Instant createdAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;

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
  }

  JobStatus status() {
    return status;
  }

  /** Whether the job may be run now; the first time it is taken it begins. */
  boolean start(Instant now) {
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
  void requestCancel(Instant now) {
    switch (status) {
      case RUNNING -> requested = Requested.CANCEL;
      case QUEUED, PAUSED -> cancelled(now);
      case COMPLETED, FAILED, CANCELLED -> throw illegal("cancelled");
    }
  }

  void complete(StopReason reason, Instant now) {
    if (status != JobStatus.RUNNING) {
      throw illegal("completed");
    }
    end(JobStatus.COMPLETED, now);
    stopReason = reason.wireName();
  }

  void fail(String code, String detail, Instant now) {
    if (status != JobStatus.RUNNING && status != JobStatus.QUEUED) {
      throw illegal("failed");
    }
    end(JobStatus.FAILED, now);
    errorCode = code;
    errorDetail = detail;
  }

  void cancelled(Instant now) {
    if (status.ended()) {
      throw illegal("cancelled");
    }
    end(JobStatus.CANCELLED, now);
    stopReason = StopReason.CANCELLED.wireName();
  }

  void pause(String reason) {
    if (status != JobStatus.RUNNING && status != JobStatus.QUEUED) {
      throw illegal("paused");
    }
    status = JobStatus.PAUSED;
    requested = null;
    pauseReason = reason;
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
