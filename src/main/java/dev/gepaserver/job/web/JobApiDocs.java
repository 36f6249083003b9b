package dev.gepaserver.job.web;

import dev.gepaserver.common.Cursor;
import dev.gepaserver.job.JobStatus;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Describes what is read by hand, and so not seen in signatures: a job's body and the queries. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class JobApiDocs implements OpenApiCustomizer {

  private static final String PATH = "/api/v1/jobs";
  private static final String BODY = "Job";

  /** Media type of all bodies and most answers. */
  static final String JSON = "application/json";

  @Override
  public void customise(OpenAPI api) {
    api.setInfo(
        new Info()
            .title("gepa-server")
            .version("v1")
            .description(
                "Improves the texts of an AI system by itself: submit a job with examples and a"
                    + " seed, watch the search, take the best candidate. Times are ISO-8601 in UTC,"
                    + " money is in USD; what a request may not say is refused with every fault at"
                    + " once."));
    Schema<?> job = schema("job");
    api.getComponents().addSchemas(BODY, job);
    Schema<?> validated = api.getComponents().getSchemas().get("Validated");
    if (validated != null) {
      validated.addProperty("spec", reference());
    }
    describe(api, "", PathItem::getPost, "Submits a job")
        .ifPresent(submit -> {
          body(submit, job);
          accepted(submit);
          submit.addParametersItem(idempotencyKey());
        });
    describe(api, "/validate", PathItem::getPost, "Looks at a job without starting it")
        .ifPresent(validate -> body(validate, job));
    describe(api, "", PathItem::getGet, "Lists jobs, newest first")
        .ifPresent(list ->
            query(
                list,
                parameter("status", "Any of these; may be repeated", list(statuses())),
                parameter(
                    "label",
                    "name:value; given several times, all must match",
                    list(text().pattern("^[^:]+:.*$"))),
                parameter("q", "A part of the name", text().maxLength(200)),
                parameter("limit", "Items on the page", limit()),
                parameter("cursor", "The page before's next", text())));
    describe(api, "/{id}", PathItem::getGet, "Shows a job")
        .ifPresent(show ->
            query(
                show,
                parameter(
                    "wait",
                    "ISO-8601, at most PT60S: answers when the job has ended or the time is over",
                    text().example("PT30S"))));
    describe(
            api,
            "/{id}/spec",
            PathItem::getGet,
            "Shows what was submitted, defaults filled in, secrets among headers masked")
        .ifPresent(spec -> {
          query(spec);
          answer(spec, "200").setContent(json(reference()));
        });
    describe(api, "/{id}/pause", PathItem::getPost, "Pauses a job").ifPresent(JobApiDocs::steered);
    describe(
            api,
            "/{id}/resume",
            PathItem::getPost,
            "Lets a job go on that is paused, has failed or is complete")
        .ifPresent(resume -> {
          accepted(resume);
          resume.setRequestBody(optional(resumption()));
        });
    describe(api, "/{id}/fork", PathItem::getPost, "Makes a new job of candidates of this one")
        .ifPresent(fork -> {
          Schema<?> changes = schema("fork");
          accepted(fork);
          fork.setRequestBody(optional(changes));
          fork.addParametersItem(idempotencyKey());
        });
    describe(api, "/{id}/cancel", PathItem::getPost, "Ends a job").ifPresent(JobApiDocs::steered);
    describe(api, "/{id}", PathItem::getDelete, "Deletes a job that is not running, all it did too")
        .ifPresent(delete -> {
          query(delete);
          delete.setRequestBody(null);
          delete.getResponses().remove("200");
          answer(delete, "204").description("Deleted");
        });
  }

  /** A budget as in a job, but that a null removes a limit. */
  private static Schema<?> resumption() {
    Schema<?> budget = Objects.requireNonNull(schema("job").getProperties().get("budget"));
    budget.description("The fields given replace the old ones, null removes one; totals, not more");
    budget
        .getProperties()
        .values()
        .forEach(limit -> {
          limit.addType("null");
          limit.setDefault(null);
        });
    Schema<?> discard =
        new JsonSchema()
            .typesItem("boolean")
            .description("Forget what was done of the unfinished iteration, and do it anew");
    discard.setDefault(false);
    Schema<?> resumption =
        new JsonSchema()
            .typesItem("object")
            .addProperty("budget", budget)
            .addProperty("discardOpenIteration", discard);
    resumption.setAdditionalProperties(false);
    resumption.setExample(Map.of("budget", Map.of("maxRollouts", 300)));
    return resumption;
  }

  private static RequestBody optional(Schema<?> body) {
    MediaType media = new MediaType().schema(body).example(body.getExample());
    return new RequestBody().content(new Content().addMediaType(JSON, media));
  }

  private static Optional<Operation> describe(
      OpenAPI api, String path, Function<PathItem, @Nullable Operation> method, String summary) {
    Optional<Operation> found = Optional.ofNullable(api.getPaths().get(PATH + path)).map(method);
    found.ifPresent(operation -> operation.summary(summary));
    return found;
  }

  private static void body(Operation operation, Schema<?> job) {
    query(operation);
    MediaType media = new MediaType().schema(reference()).example(job.getExample());
    operation.setRequestBody(
        new RequestBody().required(true).content(new Content().addMediaType(JSON, media)));
  }

  /** Of what takes nothing, not even a body; an empty one is let pass. */
  private static void steered(Operation operation) {
    accepted(operation);
    operation.setRequestBody(null);
  }

  /** Tells that the answer is 202, with the job's address. */
  private static void accepted(Operation operation) {
    query(operation);
    ApiResponse answer = answer(operation, "200");
    operation.getResponses().remove("200");
    operation
        .getResponses()
        .addApiResponse(
            "202",
            answer
                .description("Accepted")
                .addHeaderObject(
                    "Location",
                    new Header()
                        .description("Where the job is")
                        .schema(text().format("uri-reference"))));
  }

  private static Parameter idempotencyKey() {
    return new HeaderParameter()
        .name("Idempotency-Key")
        .description("The same key and body give the first job again")
        .schema(text().maxLength(200));
  }

  private static ApiResponse answer(Operation operation, String status) {
    return operation.getResponses().computeIfAbsent(status, s -> new ApiResponse());
  }

  private static Content json(Schema<?> schema) {
    return new Content().addMediaType(JSON, new MediaType().schema(schema));
  }

  private static Schema<?> reference() {
    return new JsonSchema().$ref("#/components/schemas/" + BODY);
  }

  private static Schema<?> text() {
    return new JsonSchema().typesItem("string");
  }

  private static Schema<?> statuses() {
    JsonSchema status = new JsonSchema();
    status.typesItem("string");
    Stream.of(JobStatus.values()).map(JobStatus::name).forEach(status::addEnumItemObject);
    return status;
  }

  private static Schema<?> limit() {
    Schema<Object> limit = new JsonSchema();
    limit.typesItem("integer");
    limit.setMinimum(BigDecimal.ONE);
    limit.setMaximum(BigDecimal.valueOf(Cursor.MAX_LIMIT));
    limit.setDefault(Cursor.DEFAULT_LIMIT);
    return limit;
  }

  private static Schema<?> list(Schema<?> items) {
    return new JsonSchema().typesItem("array").items(items);
  }

  private static Parameter parameter(String name, String description, Schema<?> schema) {
    return new QueryParameter().name(name).description(description).schema(schema);
  }

  private static void query(Operation operation, Parameter... parameters) {
    if (operation.getParameters() != null) {
      operation.getParameters().removeIf(parameter -> "query".equals(parameter.getIn()));
    }
    for (Parameter parameter : parameters) {
      operation.addParametersItem(parameter);
    }
  }

  private static Schema<?> schema(String name) {
    try (InputStream json = new ClassPathResource("openapi/" + name + ".json").getInputStream()) {
      return Json31.mapper().readValue(json, JsonSchema.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
