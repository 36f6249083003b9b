package dev.gepaserver.dataset.web;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gepaserver.dataset.Corpora;
import tools.jackson.databind.JsonNode;

/**
 * A document that was found.
 *
 * @param id unique in its corpus
 * @param text what was searched
 * @param data the whole document as it was given
 * @param rank above 0, greater is better; to be compared within one search only
 */
@JsonPropertyOrder({"id", "text", "data", "rank"})
record FoundDocument(String id, String text, JsonNode data, double rank) {

  static FoundDocument of(Corpora.Found found) {
    return new FoundDocument(found.id(), found.text(), found.data(), found.rank());
  }
}
