package badhouse.archive.web;

import badhouse.archive.persistence.BadEntity;
import java.time.Instant;

class TouchesPersistence {
  Instant now = Instant.now();

  int id(BadEntity entity) {
    return entity.id;
  }
}
