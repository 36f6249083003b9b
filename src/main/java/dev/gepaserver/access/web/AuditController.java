package dev.gepaserver.access.web;

import dev.gepaserver.access.AuditEntry;
import dev.gepaserver.access.AuditTrail;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The record of deeds over HTTP. */
@RestController
@Tag(name = "Keys")
class AuditController {

  private final AuditTrail trail;

  AuditController(AuditTrail trail) {
    this.trail = trail;
  }

  @GetMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Who submitted, steered, deleted, imported, made and revoked, newest first")
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
  Page<AuditEntry> list(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    Cursor cursor = params.numberedPage();
    params.end();
    return trail.list(cursor);
  }
}
