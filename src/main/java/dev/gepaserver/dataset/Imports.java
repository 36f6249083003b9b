package dev.gepaserver.dataset;

import dev.gepaserver.common.Deed;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.dataset.format.ImportFormat;
import dev.gepaserver.dataset.format.Utf8Reader;
import dev.gepaserver.dataset.persistence.CollectionStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes data sets and corpora in, as a stream: what is kept in memory does not grow with the data
 * beyond the ids. Nothing remains of one that has a fault.
 */
@Service
public class Imports {

  private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
  private static final int MAX_NAME = 200;
  private static final String NAME = "name";
  private static final String LANGUAGE = "language";

  private final CollectionStore store;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;
  private final TransactionTemplate transaction;
  private final long mostCharacters;

  Imports(
      CollectionStore store,
      ApplicationEventPublisher events,
      InstantSource clock,
      PlatformTransactionManager transactions,
      @Value("${gepa.limits.import:256MB}") DataSize largest) {
    this.mostCharacters = largest.toBytes();
    this.store = store;
    this.events = events;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * Imports a new version.
   *
   * @param given what was said beside the body: {@code name}, and {@code language} of a corpus
   * @param body read to its end, whatever is wrong with it, so that its sender gets to read the
   *     answer
   * @throws InvalidInputException with every fault, by row; of very many the first
   */
  public DataCollection add(
      CollectionKind kind, ImportFormat format, ObjectNode given, InputStream body) {
    Faults faults = new Faults();
    try (RowSpool spool = RowSpool.open()) {
      RowCheck rows = new RowCheck(kind, faults, spool, mostCharacters);
      ObjectNode said = read(format, new Utf8Reader(body), rows, body);
      rows.end(said.get("items"));
      given.properties().forEach(e -> said.set(e.getKey(), e.getValue()));
      DataCollection collection = heading(kind, said, rows.size(), faults);
      faults.throwIfAny();
      return Objects.requireNonNull(
          transaction.execute(_ -> {
            DataCollection added = store.add(kind, collection, spool);
            events.publishEvent(deed(kind, added));
            return added;
          }));
    }
  }

  private static Deed deed(CollectionKind kind, DataCollection added) {
    return new Deed(
        kind.wireName() + ".import",
        added.id(),
        Map.of("name", added.name(), "version", added.version()));
  }

  private static ObjectNode read(
      ImportFormat format, Utf8Reader text, RowCheck rows, InputStream body) {
    try {
      return format.read(text, rows);
    } finally {
      drain(body);
    }
  }

  private static void drain(InputStream body) {
    try {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Its sender has gone, and reads no answer.
      LOG.debug("The rest of an import was not sent", e);
    }
  }

  /** The collection to be; the store gives its version. */
  private DataCollection heading(CollectionKind kind, ObjectNode said, int size, Faults faults) {
    Fields fields = Fields.of(said, "", faults);
    if (fields.has("items")) {
      fields.fault("items", "must be a list of rows");
    }
    String name = fields.requiredText(NAME, MAX_NAME);
    if (Ids.parse(name).isPresent()) {
      fields.fault(NAME, "must not be of the form of an id");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      fields.fault(NAME, "must hold no control characters");
    }
    String language = null;
    if (kind == CollectionKind.CORPUS) {
      language = fields.choice(LANGUAGE, CorpusRules.DEFAULT_LANGUAGE, store.languages());
    }
    fields.rejectUnknown();
    UUID id = Ids.next();
    return new DataCollection(
        id, name, 0, size, language, clock.instant().truncatedTo(ChronoUnit.MICROS));
  }
}
