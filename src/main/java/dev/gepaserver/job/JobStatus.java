package dev.gepaserver.job;

/**
 * Where a job stands.
 *
 * <p>The ways through: {@code QUEUED → RUNNING → COMPLETED | FAILED | CANCELLED}; {@code QUEUED} or
 * {@code RUNNING → PAUSED}; {@code QUEUED} or {@code PAUSED → CANCELLED}; {@code QUEUED → FAILED}
 * where it cannot even be begun; and by a resume {@code PAUSED}, {@code COMPLETED} or {@code FAILED
 * → QUEUED}.
 */
public enum JobStatus {
  /** Waits for a worker. */
  QUEUED,
  /** A worker has it. */
  RUNNING,
  /** Waits to be resumed. */
  PAUSED,
  /** Ended by a stop condition; its best candidate is the result. */
  COMPLETED,
  /** Ended by what went wrong. */
  FAILED,
  /** Ended because somebody asked for it. */
  CANCELLED;

  /** Whether nothing more happens unless somebody reopens it. */
  public boolean ended() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case QUEUED, RUNNING, PAUSED -> false;
    };
  }
}
