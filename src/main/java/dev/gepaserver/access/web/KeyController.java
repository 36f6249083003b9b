package dev.gepaserver.access.web;

import dev.gepaserver.access.AccessKey;
import dev.gepaserver.access.CreatedKey;
import dev.gepaserver.access.Keys;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.JsonBody;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Keys over HTTP. */
@RestController
@RequestMapping(path = KeyController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Keys", description = "Who may come in, for admins")
class KeyController {

  static final String PATH = "/api/v1/keys";

  private final Keys keys;

  KeyController(Keys keys) {
    this.keys = keys;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Makes a key; the answer is the only one that tells it")
  ResponseEntity<CreatedKey> create(
      @RequestBody(required = false) byte @Nullable [] body,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    CreatedKey key = keys.create(JsonBody.read(body));
    return ResponseEntity.created(URI.create(PATH + "/" + key.id())).body(key);
  }

  @GetMapping
  @Operation(summary = "Lists keys: those of the settings by name, then the others, newest first")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "Items on the page",
      schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "100"))
  @Parameter(
      name = "cursor",
      in = ParameterIn.QUERY,
      description = "The page before's next",
      schema = @Schema(type = "string"))
  Page<AccessKey> list(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    Cursor cursor = params.page();
    params.end();
    return keys.list(cursor);
  }

  @GetMapping("/{id}")
  @Operation(summary = "Shows a key, but for the key itself")
  AccessKey get(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    return keys.get(id);
  }

  @DeleteMapping("/{id}")
  @Operation(summary = "Revokes a key, and ends what was begun with it")
  ResponseEntity<Void> revoke(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    keys.revoke(id);
    return ResponseEntity.noContent().build();
  }
}
