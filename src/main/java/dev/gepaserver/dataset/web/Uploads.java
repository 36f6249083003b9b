package dev.gepaserver.dataset.web;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.dataset.CollectionKind;
import dev.gepaserver.dataset.DataCollection;
import dev.gepaserver.dataset.Imports;
import dev.gepaserver.dataset.format.ImportFormat;
import dev.gepaserver.dataset.format.JsonFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.ObjectNode;

/** Takes the body of an import as a stream. */
@Component
class Uploads {

  static final String NDJSON = "application/x-ndjson";
  static final String CSV = "text/csv";

  private final Imports imports;

  Uploads(Imports imports) {
    this.imports = imports;
  }

  /** JSON, which says everything itself. */
  ResponseEntity<DataCollection> take(
      CollectionKind kind,
      String path,
      MultiValueMap<String, String> query,
      HttpServletRequest request)
      throws IOException {
    QueryParams.none(query);
    return created(
        path, imports.add(kind, new JsonFormat(), Json.object(), request.getInputStream()));
  }

  /** Bare rows, of which the query says the rest. */
  ResponseEntity<DataCollection> take(
      CollectionKind kind,
      String path,
      ImportFormat format,
      MultiValueMap<String, String> query,
      HttpServletRequest request)
      throws IOException {
    QueryParams params = QueryParams.of(query);
    ObjectNode given = Json.object();
    put(given, "name", params);
    if (kind == CollectionKind.CORPUS) {
      put(given, "language", params);
    }
    params.end();
    return created(path, imports.add(kind, format, given, request.getInputStream()));
  }

  private static void put(ObjectNode given, String name, QueryParams params) {
    String value = params.one(name);
    if (value != null) {
      given.put(name, value);
    }
  }

  private static ResponseEntity<DataCollection> created(String path, DataCollection collection) {
    return ResponseEntity.created(URI.create(path + "/" + collection.id())).body(collection);
  }
}
