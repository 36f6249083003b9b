package dev.gepaserver.archive.web;

import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.job.CandidateMessages;
import java.util.function.Supplier;
import org.springframework.http.MediaType;

/** A way to write a candidate for use elsewhere. */
interface CandidateFormat {

  /** What is written. */
  MediaType type();

  /**
   * Writes a candidate.
   *
   * @param messages the messages that its texts become in the job's system
   * @param params what the query says besides the format; faults are noted here
   * @return anything where there are faults
   */
  String write(
      CandidateView candidate, Supplier<CandidateMessages.Found> messages, QueryParams params);
}
