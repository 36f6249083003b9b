package dev.gepaserver.job;

/** Makes sure that a notice is delivered. */
public interface NoticeScheduler {

  /**
   * Schedules {@link EndNotices#deliver}, again until it succeeds or hope is lost, in the caller's
   * transaction: both or neither.
   */
  void schedule(EndNotice notice);
}
