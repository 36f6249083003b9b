package dev.gepaserver.archive.web;

import dev.gepaserver.archive.JobExport;
import dev.gepaserver.common.JobLog;
import dev.gepaserver.common.QueryParams;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** All there is of a job, streamed; nothing more is read than the client takes. */
@RestController
@Tag(name = "Looking", description = "What a job did and found")
class ExportController {

  private static final Logger LOG = LoggerFactory.getLogger(ExportController.class);
  private static final String NDJSON = "application/x-ndjson";

  private final JobExport export;

  ExportController(JobExport export) {
    this.export = export;
  }

  @GetMapping(path = "/api/v1/jobs/{id}/export", produces = NDJSON)
  @Operation(summary = "All there is of a job, as it was when asked, one object a line")
  @ApiResponse(
      responseCode = "200",
      description =
          "kind is job, spec, candidate, iteration, rollout, reflection, model-call, event or"
              + " pareto, data what the API shows of it; without a last line of kind end it is not"
              + " whole",
      content = @Content(mediaType = NDJSON, schema = @Schema(type = "string")))
  void export(
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      HttpServletRequest request,
      HttpServletResponse response) {
    QueryParams.none(query);
    JobExport.Moment moment = export.now(id);
    response.setContentType(NDJSON);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\"job-" + moment.job().id() + ".ndjson\"");
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    try (JobLog.Mark _ = JobLog.of(moment.job().id())) {
      write(moment, response);
    }
  }

  private void write(JobExport.Moment moment, HttpServletResponse response) {
    try {
      export.write(moment, response.getOutputStream());
    } catch (IOException e) {
      LOG.debug("A client that exported job {} went away", moment.job().id(), e);
    } catch (RuntimeException e) {
      if (!response.isCommitted()) {
        throw e;
      }
      // Nothing can be told any more; the missing end says it.
      LOG.warn("The export of job {} was broken off", moment.job().id(), e);
    }
  }
}
