package dev.gepaserver.journal;

/**
 * This run of the job ends here (pause, cancel, shutdown, lost lease); no failure of the job, and
 * nothing is made of it.
 */
public class RunStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public RunStoppedException(String why) {
    super(why);
  }
}
