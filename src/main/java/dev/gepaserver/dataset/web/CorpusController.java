package dev.gepaserver.dataset.web;

import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.dataset.CollectionKind;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.dataset.DataCollection;
import dev.gepaserver.dataset.DataCollections;
import dev.gepaserver.dataset.Item;
import dev.gepaserver.dataset.format.CsvFormat;
import dev.gepaserver.dataset.format.NdjsonFormat;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Corpora over HTTP. */
@RestController
@RequestMapping(path = CorpusController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Corpora", description = "Named, versioned documents to be searched")
class CorpusController {

  static final String PATH = "/api/v1/corpora";
  private static final int SHOWN = 10;
  private static final CollectionKind KIND = CollectionKind.CORPUS;

  private final Uploads uploads;
  private final DataCollections collections;
  private final Corpora corpora;

  CorpusController(Uploads uploads, DataCollections collections, Corpora corpora) {
    this.uploads = uploads;
    this.collections = collections;
    this.corpora = corpora;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<DataCollection> json(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      HttpServletRequest request)
      throws IOException {
    return uploads.take(KIND, PATH, query, request);
  }

  @PostMapping(consumes = Uploads.NDJSON)
  ResponseEntity<DataCollection> ndjson(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      HttpServletRequest request)
      throws IOException {
    return uploads.take(KIND, PATH, new NdjsonFormat(), query, request);
  }

  @PostMapping(consumes = Uploads.CSV)
  ResponseEntity<DataCollection> csv(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      HttpServletRequest request)
      throws IOException {
    return uploads.take(KIND, PATH, new CsvFormat(), query, request);
  }

  @GetMapping
  @Operation(summary = "Lists all versions of all corpora, newest first")
  @Parameter(
      name = "name",
      in = ParameterIn.QUERY,
      description = "Of this name only",
      schema = @Schema(type = "string"))
  @Paged
  Page<DataCollection> list(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    String name = params.one("name");
    Cursor cursor = params.page();
    params.end();
    return collections.list(KIND, name, cursor);
  }

  @GetMapping("/{id}")
  @Operation(summary = "Shows one version of a corpus")
  DataCollection get(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    return collections.require(KIND, id);
  }

  @GetMapping("/{id}/items")
  @Operation(summary = "The rows of a corpus in their order")
  @Paged
  Page<Item> items(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    Cursor cursor = params.numberedPage();
    params.end();
    return collections.items(KIND, id, cursor);
  }

  @GetMapping("/{id}/search")
  @Operation(summary = "The documents that have most in common with a text, best first")
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      required = true,
      description = "Any text",
      schema = @Schema(type = "string"))
  @Parameter(
      name = "k",
      in = ParameterIn.QUERY,
      description = "How many at most",
      schema = @Schema(type = "integer", minimum = "1", maximum = "100", defaultValue = "10"))
  List<FoundDocument> search(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    String text = params.one("q");
    Integer k = params.whole("k");
    if (text == null) {
      params.fault("q", "is missing; it must be a text");
    }
    if (k != null && (k < 1 || k > Corpora.MOST_FOUND)) {
      params.fault("k", "must be from 1 to " + Corpora.MOST_FOUND);
    }
    params.end();
    return corpora
        .search(collections.require(KIND, id).id(), text == null ? "" : text, k == null ? SHOWN : k)
        .stream()
        .map(FoundDocument::of)
        .toList();
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Deletes one version of a corpus, unless a job refers to it")
  ResponseEntity<Void> delete(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    collections.delete(KIND, id);
    return ResponseEntity.noContent().build();
  }
}
