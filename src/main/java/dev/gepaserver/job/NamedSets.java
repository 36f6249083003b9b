package dev.gepaserver.job;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.DatasetRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sets of a job that are parts of data sets; null for those whose examples it brings, and those
 * it has not.
 *
 * @param trainset what minibatches are drawn from
 * @param valset what candidates are validated on
 * @param testset what the seed and the best are compared on in the end
 */
public record NamedSets(
    @Nullable DatasetRef trainset, @Nullable DatasetRef valset, @Nullable DatasetRef testset) {

  static final String TRAINSET = "trainset";
  static final String VALSET = "valset";
  static final String TESTSET = "testset";

  static NamedSets read(Fields job) {
    return new NamedSets(read(job, TRAINSET), read(job, VALSET), read(job, TESTSET));
  }

  private static @Nullable DatasetRef read(Fields job, String name) {
    JsonNode value = job.raw(name);
    if (value == null || !value.isObject()) {
      return null;
    }
    return DatasetRef.read(Fields.of(value, job.pointer(name), job.faults()));
  }

  /** The same, where it is submitted again with other examples in its data sets. */
  NamedSets withoutRows() {
    return new NamedSets(withoutRows(trainset), withoutRows(valset), withoutRows(testset));
  }

  private static @Nullable DatasetRef withoutRows(@Nullable DatasetRef ref) {
    return ref == null ? null : ref.withoutRows();
  }

  void write(ObjectNode json) {
    write(json, TRAINSET, trainset);
    write(json, VALSET, valset);
    write(json, TESTSET, testset);
  }

  private static void write(ObjectNode json, String name, @Nullable DatasetRef ref) {
    if (ref != null) {
      json.set(name, Json.tree(ref));
    }
  }
}
