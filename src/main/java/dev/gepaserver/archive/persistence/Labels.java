package dev.gepaserver.archive.persistence;

import dev.gepaserver.common.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Puts what is kept by place into what is shown by name. */
final class Labels {

  private Labels() {}

  /**
   * The label of a place.
   *
   * @throws ApiException {@code not-found} where there is none: labels go with their job at once,
   *     what it did is deleted later
   */
  static String at(List<String> labels, int place) {
    if (place >= labels.size()) {
      throw ApiException.notFound("the job was deleted meanwhile");
    }
    return labels.get(place);
  }

  static Map<String, Double> scores(List<String> labels, List<Double> scores) {
    Map<String, Double> byLabel = new LinkedHashMap<>();
    for (int i = 0; i < scores.size(); i++) {
      byLabel.put(at(labels, i), scores.get(i));
    }
    return byLabel;
  }

  /** Means by objective over the examples that report it, summed from left to right. */
  static Map<String, Double> means(JsonNode objectivesByExample) {
    Map<String, double[]> sums = new TreeMap<>();
    for (JsonNode example : objectivesByExample) {
      example
          .properties()
          .forEach(e -> {
            double[] sum = sums.computeIfAbsent(e.getKey(), k -> new double[2]);
            sum[0] += e.getValue().doubleValue();
            sum[1]++;
          });
    }
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((objective, sum) -> means.put(objective, sum[0] / sum[1]));
    return means;
  }
}
