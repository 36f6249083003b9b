package dev.gepaserver.archive.web;

import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.MessageTemplate;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.common.Template.Part;
import dev.gepaserver.job.CandidateMessages;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;

/** The formats that a query names, and what they share. */
final class CandidateFormats {

  static final MediaType PLAIN = utf8(MediaType.TEXT_PLAIN);
  private static final MediaType MARKDOWN = utf8(MediaType.TEXT_MARKDOWN);

  private static final Map<String, CandidateFormat> FORMATS = new LinkedHashMap<>();

  static {
    FORMATS.put(
        "text", of(PLAIN, (candidate, messages, params) -> componentText(candidate, params)));
    FORMATS.put(
        "json",
        of(MediaType.APPLICATION_JSON, (candidate, messages, params) -> Json.write(candidate)));
    FORMATS.put("markdown", of(MARKDOWN, (candidate, messages, params) -> Markdown.of(candidate)));
    FORMATS.put(
        "openai-messages",
        of(
            MediaType.APPLICATION_JSON,
            (candidate, messages, params) ->
                Json.write(
                    messagesOf("openai-messages", messages, params).stream()
                        .map(m -> new OpenAiMessage(m.role(), source(m.content())))
                        .toList())));
    FORMATS.put(
        "spring-ai",
        of(
            PLAIN,
            (candidate, messages, params) ->
                SpringAiTemplate.of(messagesOf("spring-ai", messages, params), params)));
  }

  private CandidateFormats() {}

  private record OpenAiMessage(String role, String content) {}

  /**
   * The format that the query names.
   *
   * @throws dev.gepaserver.common.InvalidInputException where there is none of this name
   */
  static CandidateFormat chosen(QueryParams params) {
    String name = params.choice("format", FORMATS.keySet());
    CandidateFormat format = name == null ? null : FORMATS.get(name);
    if (format == null) {
      params.one("component");
      params.one("message");
      params.end();
      throw new IllegalStateException("a format that is not known is a fault");
    }
    return format;
  }

  /** The text of the component that the query names; it need not where there is one. */
  static String componentText(CandidateView candidate, QueryParams params) {
    Set<String> known = candidate.components().keySet();
    boolean given = !params.all("component").isEmpty();
    String name = params.choice("component", known);
    if (!given && known.size() > 1) {
      params.fault("component", "must name one of the components " + Names.listed(known));
    }
    String text = candidate.components().get(name == null ? known.iterator().next() : name);
    return text == null ? "" : text;
  }

  private static List<MessageTemplate> messagesOf(
      String format, Supplier<CandidateMessages.Found> messages, QueryParams params) {
    CandidateMessages.Found found = messages.get();
    if (found.messages().isEmpty()) {
      params.fault(
          "format",
          "'%s' needs a system with messages, prompt or agent; this job's is %s, which has none of its own"
              .formatted(format, found.system()));
    }
    return found.messages();
  }

  private static String source(List<Part> parts) {
    return parts.stream()
        .map(part ->
            switch (part) {
              case Part.Literal(String text) -> text;
              case Part.Place(String _, String raw) -> raw;
            })
        .collect(Collectors.joining());
  }

  private static CandidateFormat of(MediaType type, Writer writer) {
    return new CandidateFormat() {

      @Override
      public MediaType type() {
        return type;
      }

      @Override
      public String write(
          CandidateView candidate, Supplier<CandidateMessages.Found> messages, QueryParams params) {
        return writer.write(candidate, messages, params);
      }
    };
  }

  private interface Writer {
    String write(
        CandidateView candidate, Supplier<CandidateMessages.Found> messages, QueryParams params);
  }

  private static MediaType utf8(MediaType type) {
    return new MediaType(type, StandardCharsets.UTF_8);
  }
}
