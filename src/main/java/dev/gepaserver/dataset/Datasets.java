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
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** Finds the examples that jobs name instead of bringing them. */
@Service
public class Datasets {

  /**
   * Read, examples take up more room than as JSON: texts little more, numbers about five times as
   * much. And they are not all that is in the heap.
   */
  private static final int PART_OF_HEAP = 10;

  private final CollectionStore store;
  private final RowReader rows;
  private final long mostBytes;

  Datasets(
      CollectionStore store,
      RowReader rows,
      @Value("${gepa.limits.examples:#{null}}") @Nullable DataSize most) {
    this.store = store;
    this.rows = rows;
    this.mostBytes =
        most == null ? Runtime.getRuntime().maxMemory() / PART_OF_HEAP : most.toBytes();
  }

  /**
   * Reads a reference and finds what it means, noting every fault; null where there is any.
   *
   * @param taken bytes of the other sets of the same job: all together are held in memory
   */
  @Transactional(readOnly = true)
  public @Nullable ChosenRows choose(Fields fields, long taken) {
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
    long bytes = rows.bytes(dataset.id(), positions);
    if (bytes + taken > mostBytes) {
      fields
          .faults()
          .add(
              fields.pointer(),
              "has %,d rows of %,d bytes, %,d with the sets before it; a job's data sets may have %,d in all (gepa.limits.examples, by default a tenth of the heap): choose fewer by limit or split, or give the service more memory"
                  .formatted(positions.length, bytes, bytes + taken, mostBytes));
      return null;
    }
    return new ChosenRows(
        ref.found(dataset.id().toString(), dataset.version(), positions.length),
        dataset.id(),
        positions,
        rows.examples(dataset.id(), positions),
        bytes);
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
