package dev.gepaserver.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gepaserver.common.Template;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ModelRef;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One step of a pipeline. */
sealed interface PipelineStep {

  /** Its name, unique in the pipeline. */
  String id();

  /** What it does: {@code llm}, {@code retrieve}, {@code http} or {@code template}. */
  String type();

  /** The templates in it. */
  List<Part> templates();

  /**
   * The fields that its output has: none where it is a text, empty where they are not known before.
   */
  Optional<Set<String>> fields();

  /**
   * A template in a step.
   *
   * @param path where it stands within the step, as the rest of a JSON pointer
   * @param template the template
   * @param components whether components may stand in it
   */
  record Part(String path, Template template, boolean components) {}

  /**
   * Asks a model; the reply, read as {@code parse} says, is the output.
   *
   * @param component whose text the default messages hold; null where the job gives messages alone
   * @param parse what the reply must look like
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Llm(
      String id,
      String type,
      @Nullable String component,
      ModelRef model,
      List<ChatMessage> messages,
      ReplyFormat parse)
      implements PipelineStep {

    /** Copies the messages. */
    public Llm {
      messages = List.copyOf(messages);
    }

    @Override
    public List<Part> templates() {
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < messages.size(); i++) {
        String path = "/messages/" + i + "/content";
        parts.add(new Part(path, Template.of(messages.get(i).content()), true));
      }
      return parts;
    }

    @Override
    public Optional<Set<String>> fields() {
      return parse.fields();
    }
  }

  /**
   * Looks documents up; the output is a list of objects with {@code id}, {@code text} and whatever
   * else a document has, best first.
   *
   * @param k documents at most
   */
  record Retrieve(String id, String type, UUID corpus, String query, int k)
      implements PipelineStep {

    @Override
    public List<Part> templates() {
      return List.of(new Part("/query", Template.of(query), false));
    }

    @Override
    public Optional<Set<String>> fields() {
      return Optional.empty();
    }
  }

  /**
   * Posts to a tool; its answer, any JSON, is the output.
   *
   * @param body what is posted; every text in it is a template
   * @param timeout of each attempt
   * @param headers the user's own
   * @param secret name of the configured secret that signs, null for none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Http(
      String id,
      String type,
      URI url,
      JsonNode body,
      Duration timeout,
      Map<String, String> headers,
      @Nullable String secret)
      implements PipelineStep {

    /** Copies the headers. */
    public Http {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    @Override
    public List<Part> templates() {
      return TemplateTree.parts(body, "/body");
    }

    @Override
    public Optional<Set<String>> fields() {
      return Optional.empty();
    }
  }

  /** Puts a text together. */
  record Fill(String id, String type, String template) implements PipelineStep {

    @Override
    public List<Part> templates() {
      return List.of(new Part("/template", Template.of(template), false));
    }

    @Override
    public Optional<Set<String>> fields() {
      return Optional.of(Set.of());
    }
  }
}
