package dev.gepaserver.dataset;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import tools.jackson.databind.JsonNode;

/**
 * One row of a data set or a corpus.
 *
 * @param position its place, from 0
 * @param id its label, unique there
 * @param data the whole row as it was given
 */
@JsonPropertyOrder({"position", "id", "data"})
public record Item(int position, String id, JsonNode data) {}
