package dev.gepaserver.dataset;

/** What documents may be like. */
public final class CorpusRules {

  /** The longest text of a document, characters. */
  public static final int MAX_TEXT = 100_000;

  /** The language where none is said. */
  public static final String DEFAULT_LANGUAGE = "english";

  private CorpusRules() {}
}
