package dev.gepaserver.dataset;

/** What named, versioned collections of rows there are. */
public enum CollectionKind {
  /** Examples, to be used in jobs. */
  DATASET("dataset", "data set"),

  /** Documents, to be searched. */
  CORPUS("corpus", "corpus");

  private final String wireName;
  private final String words;

  CollectionKind(String wireName, String words) {
    this.wireName = wireName;
    this.words = words;
  }

  /** Its name in the API. */
  public String wireName() {
    return wireName;
  }

  /** What people call one of them. */
  public String words() {
    return words;
  }
}
