package dev.gepaserver.console.web;

import dev.gepaserver.common.QueryParams;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queries as forms send them. */
final class PageQuery {

  private PageQuery() {}

  /** Begins reading a query whose fields that were left empty count as left out. */
  static QueryParams of(Map<String, List<String>> query) {
    Map<String, List<String>> filled = new LinkedHashMap<>();
    query.forEach((name, values) -> {
      List<String> given = values.stream().filter(value -> !value.isBlank()).toList();
      if (!given.isEmpty()) {
        filled.put(name, given);
      }
    });
    return QueryParams.of(filled);
  }
}
