package dev.gepaserver.dataset;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.persistence.CollectionStore;
import dev.gepaserver.dataset.persistence.RowReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Finds the examples that jobs name instead of bringing them. */
@Service
public class Datasets {

  private final CollectionStore store;
  private final RowReader rows;

  Datasets(CollectionStore store, RowReader rows) {
    this.store = store;
    this.rows = rows;
  }

  /** Reads a reference and finds what it means, noting every fault; null where there is any. */
  @Transactional(readOnly = true)
  public @Nullable ChosenRows choose(Fields fields) {
    DatasetRef ref = DatasetRef.read(fields);
    if (fields.faults().at(fields.pointer())) {
      return null;
    }
    DataCollection dataset = find(ref, fields).orElse(null);
    if (dataset == null) {
      return null;
    }
    int[] positions = positions(ref, dataset);
    if (positions.length == 0) {
      fields
          .faults()
          .add(
              fields.pointer(),
              "means none of the %,d rows of '%s'; values of CSV are texts"
                  .formatted(dataset.size(), dataset.name()));
      return null;
    }
    if (ref.rows() != null && ref.rows() != positions.length) {
      fields.fault("rows", "is %,d, and there are %,d".formatted(ref.rows(), positions.length));
      return null;
    }
    return new ChosenRows(
        ref.found(dataset.id().toString(), dataset.version(), positions.length),
        dataset.id(),
        positions,
        rows.examples(dataset.id(), positions));
  }

  private Optional<DataCollection> find(DatasetRef ref, Fields fields) {
    CollectionKind kind = CollectionKind.DATASET;
    String name = ref.dataset();
    Integer version = ref.version();
    Optional<DataCollection> byId =
        Ids.parse(name)
            .flatMap(id -> store.find(kind, id))
            .filter(found -> version == null || version == found.version());
    Optional<DataCollection> found = byId.or(() -> store.find(kind, name, version));
    if (found.isEmpty()) {
      fields.fault(
          "dataset",
          version == null
              ? "there is no data set '%s'".formatted(name)
              : "there is no version %d of data set '%s'".formatted(version, name));
    }
    return found;
  }

  private int[] positions(DatasetRef ref, DataCollection dataset) {
    int[] meant =
        ref.where().isEmpty()
            ? IntStream.range(0, dataset.size()).toArray()
            : matching(ref.where(), dataset);
    RandomShare split = ref.split();
    int[] share = split == null ? meant : split.of(meant);
    Integer limit = ref.limit();
    return limit == null ? share : Arrays.copyOf(share, Math.min(limit, share.length));
  }

  private int[] matching(Map<String, JsonNode> where, DataCollection dataset) {
    List<Integer> positions = new ArrayList<>();
    rows.each(
        dataset.id(),
        item -> {
          if (where.entrySet().stream()
              .allMatch(e -> same(Json.find(item.data(), e.getKey()), e.getValue()))) {
            positions.add(item.position());
          }
        });
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean same(@Nullable JsonNode value, JsonNode wanted) {
    if (value == null) {
      return false;
    }
    return value.isNumber() && wanted.isNumber()
        ? value.decimalValue().compareTo(wanted.decimalValue()) == 0
        : value.equals(wanted);
  }
}
