package dev.gepaserver.dataset;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Deed;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Page;
import dev.gepaserver.dataset.persistence.CollectionStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Looking at data sets and corpora, and deleting them. */
@Service
public class DataCollections {

  private final CollectionStore store;
  private final ApplicationEventPublisher events;

  DataCollections(CollectionStore store, ApplicationEventPublisher events) {
    this.store = store;
    this.events = events;
  }

  /**
   * One version.
   *
   * @throws ApiException {@code not-found} where the id is none or none has it
   */
  public DataCollection require(CollectionKind kind, String id) {
    return Ids.parse(id)
        .flatMap(known -> store.find(kind, known))
        .orElseThrow(
            () -> ApiException.notFound("there is no %s '%s'".formatted(kind.words(), id)));
  }

  /**
   * Versions, newest first.
   *
   * @param name null for those of all names
   */
  public Page<DataCollection> list(CollectionKind kind, @Nullable String name, Cursor cursor) {
    if (name != null) {
      return Page.of(
          store.versions(kind, name, cursor.afterNumber(), cursor.limit() + 1),
          cursor.limit(),
          collection -> Integer.toString(collection.version()));
    }
    List<DataCollection> rows = store.list(kind, before(cursor.after()), cursor.limit() + 1);
    return Page.of(rows, cursor.limit(), collection -> collection.id().toString());
  }

  private static @Nullable UUID before(@Nullable String key) {
    return key == null
        ? null
        : Ids.parse(key)
            .orElseThrow(
                () -> new InvalidInputException("cursor", "is not one that this list gave out"));
  }

  /**
   * The rows of a version in their order.
   *
   * @throws ApiException as {@link #require}
   */
  public Page<Item> items(CollectionKind kind, String id, Cursor cursor) {
    DataCollection found = require(kind, id);
    List<Item> rows = store.items(found.id(), cursor.afterNumber(), cursor.limit());
    // Maybe fewer than asked for, though there are more.
    boolean more = !rows.isEmpty() && rows.getLast().position() + 1 < found.size();
    return Page.of(rows, more, item -> Integer.toString(item.position() + 1));
  }

  /**
   * Deletes a version that no job refers to.
   *
   * @throws ApiException as {@link #require}; {@code illegal-transition} where a job does
   */
  @Transactional
  public void delete(CollectionKind kind, String id) {
    DataCollection found = require(kind, id);
    store.delete(found.id());
    events.publishEvent(
        new Deed(kind.wireName() + ".delete", found.id(), Map.of("name", found.name())));
  }
}
