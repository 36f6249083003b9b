package dev.gepaserver.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a data set or a corpus; it never changes.
 *
 * @param id of this version
 * @param name the same for all versions
 * @param version from 1; each import under the name adds one
 * @param size how many rows it has, 1 to {@value ExampleSetReader#MAX_EXAMPLES}
 * @param language of a corpus: the PostgreSQL text search configuration that its texts are taken
 *     apart by; left out for a data set
 * @param createdAt when it was imported
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"id", "name", "version", "size", "language", "createdAt"})
public record DataCollection(
    UUID id, String name, int version, int size, @Nullable String language, Instant createdAt) {

  /** The same as another version. */
  public DataCollection inVersion(int number) {
    return new DataCollection(id, name, number, size, language, createdAt);
  }
}
