package dev.gepaserver.dataset;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds documents by the words in them. A corpus never changes, so the same search always finds the
 * same.
 */
public interface Corpora {

  /** The most documents that one search finds. */
  int MOST_FOUND = 100;

  /**
   * The corpus that a name or an id means.
   *
   * @return id of the newest version of the corpus of this name, or of the one with this id; empty
   *     where there is none
   */
  Optional<UUID> resolve(String nameOrId);

  /**
   * The documents that have most in common with a text: any of its words will do; the more of them
   * a document has, and the shorter it is, the further in front it comes, and still further where
   * it has all of them close together. Equals stand in the order of the corpus. Where very many
   * documents have some of the words, those that have only frequent ones come last.
   *
   * @param query any text; of a very long one only the beginning counts
   * @param k how many at most, 1 to {@value #MOST_FOUND}
   * @return the best first; empty where no document has any of the words, or there is no such
   *     corpus
   */
  List<Found> search(UUID corpus, String query, int k);

  /**
   * A document that was found.
   *
   * @param id unique in its corpus
   * @param text what was searched
   * @param data the whole document as it was given, {@code id} and {@code text} included
   * @param rank above 0, greater is better; to be compared within one search only
   */
  record Found(String id, String text, ObjectNode data, double rank) {}
}
