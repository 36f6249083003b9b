package dev.gepaserver.system;

import dev.gepaserver.common.Fields;
import dev.gepaserver.dataset.Corpora;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads the corpora that a specification names. A name is resolved once, when the job is submitted;
 * what is kept is the id.
 */
final class CorpusField {

  private static final int MAX_NAME = 200;
  private static final UUID NOWHERE = new UUID(0, 0);

  private final Corpora corpora;
  private final Map<String, Optional<UUID>> resolved = new HashMap<>();

  CorpusField(Corpora corpora) {
    this.corpora = corpora;
  }

  /** The id of the corpus at {@code corpus}; where there is a fault, some id to go on with. */
  UUID read(Fields fields) {
    String name = fields.requiredText("corpus", MAX_NAME);
    if (!fields.faults().mindSettings()) {
      return kept(fields, name);
    }
    Optional<UUID> found =
        name.isBlank() ? Optional.of(NOWHERE) : resolved.computeIfAbsent(name, corpora::resolve);
    if (found.isEmpty()) {
      fields.fault("corpus", "no corpus has this name or id; POST /api/v1/corpora makes one");
    }
    return found.orElse(NOWHERE);
  }

  private static UUID kept(Fields fields, String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      fields.fault("corpus", "must be the id of a corpus");
      return NOWHERE;
    }
  }
}
