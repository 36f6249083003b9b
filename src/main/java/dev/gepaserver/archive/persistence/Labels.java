package dev.gepaserver.archive.persistence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Puts what is kept by place into what is shown by name. */
final class Labels {

  private Labels() {}

  static Map<String, Double> scores(List<String> labels, List<Double> scores) {
    Map<String, Double> byLabel = new LinkedHashMap<>();
    for (int i = 0; i < scores.size(); i++) {
      byLabel.put(labels.get(i), scores.get(i));
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
