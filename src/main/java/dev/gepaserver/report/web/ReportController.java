package dev.gepaserver.report.web;

import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Page;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.report.Report;
import dev.gepaserver.report.Report.WorseView;
import dev.gepaserver.report.ReportMarkdown;
import dev.gepaserver.report.Reports;
import dev.gepaserver.web.Revalidation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** What came of a job. */
@RestController
@RequestMapping("/api/v1/jobs/{id}/report")
@Tag(name = "Looking", description = "What a job did and found")
class ReportController {

  private static final String FORMAT = "format";
  private static final String JSON = "json";
  private static final String MARKDOWN = "markdown";
  private static final MediaType MARKDOWN_TYPE =
      new MediaType("text", "markdown", StandardCharsets.UTF_8);

  private final Reports reports;

  ReportController(Reports reports) {
    this.reports = reports;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "What came of a job, or has come of it so far")
  @Parameter(
      name = FORMAT,
      in = ParameterIn.QUERY,
      description = "Goes before what the request accepts",
      schema =
          @Schema(
              type = "string",
              allowableValues = {JSON, MARKDOWN}))
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Report.class)))
  @Nullable ResponseEntity<Object> report(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    return report(id, query, JSON, request);
  }

  @GetMapping(produces = MediaType.TEXT_MARKDOWN_VALUE)
  @Operation(summary = "What came of a job, to be read")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(mediaType = MediaType.TEXT_MARKDOWN_VALUE, schema = @Schema(type = "string")))
  @Nullable ResponseEntity<Object> readable(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      WebRequest request) {
    return report(id, query, MARKDOWN, request);
  }

  @GetMapping(path = "/worse-examples", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Held-out examples on which the best scores less than the seed, worst first")
  @Paged
  Page<WorseView> worse(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams params = QueryParams.of(query);
    Cursor cursor = params.page();
    params.end();
    return reports.worse(id, cursor);
  }

  private @Nullable ResponseEntity<Object> report(
      String id, MultiValueMap<String, String> query, String accepted, WebRequest request) {
    QueryParams params = QueryParams.of(query);
    String named = params.choice(FORMAT, List.of(JSON, MARKDOWN));
    params.end();
    String format = named == null ? accepted : named;
    Report report = reports.of(id);
    if (Revalidation.unchanged(request, format, report)) {
      return null;
    }
    return format.equals(MARKDOWN)
        ? ResponseEntity.ok().contentType(MARKDOWN_TYPE).body(ReportMarkdown.of(report))
        : ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(report);
  }
}
