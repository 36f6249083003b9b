package badhouse.archive.persistence;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class BadEntity {
  @Id public int id;
}
