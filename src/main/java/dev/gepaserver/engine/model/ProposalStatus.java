package dev.gepaserver.engine.model;

import java.util.Locale;

/** What became of a proposal. */
public enum ProposalStatus {
  /** Its child was added to the candidates. */
  ACCEPTED,
  /** Its child was rolled out and not added. */
  REJECTED,
  /** No child was rolled out, and nothing had failed. */
  SKIPPED,
  /** No child was rolled out because reflection gave no usable text. */
  FAILED;

  /** The name by which the API calls it, in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
