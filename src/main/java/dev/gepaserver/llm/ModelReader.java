package dev.gepaserver.llm;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Storable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a model from a job, strictly. */
final class ModelReader {

  private static final int MAX_NAME = 200;
  private static final int MAX_TOKENS = 10_000_000;
  private static final String RIGHT =
      "\"provider/model\", such as \"openai/gpt-4.1-mini\", or an object {\"provider\", \"model\", …}";

  /**
   * Options that have a field of their own, or are ours; sent twice, or changed, they would make a
   * call something else.
   */
  static final Map<String, String> RESERVED =
      Map.of(
          "model", "name it by the field model",
          "messages", "the messages are the system's",
          "stream", "answers are not streamed",
          "n", "one answer is asked for at a time",
          "temperature", "use the field temperature",
          "top_p", "use the field topP",
          "max_tokens", "use the field maxTokens",
          "seed", "use the field seed");

  private final ProviderCatalogue providers;

  ModelReader(ProviderCatalogue providers) {
    this.providers = providers;
  }

  /**
   * A job's copy has what its provider takes for granted, unless it was accepted without. Prices
   * that are not the job's own are looked up, unless the job was accepted with them; jobs taken in
   * before prices were kept with them have none.
   */
  ModelRef read(Fields fields, String name) {
    ModelRef model = withMaxTokens(readUnpriced(fields, name), fields.faults().mindSettings());
    TokenPrices given = model.prices();
    if (given != null
        && (!fields.faults().mindSettings() || given.asOf().equals(TokenPrices.JOB))) {
      return model;
    }
    TokenPrices found = lookedUp(model);
    if (given != null && !given.sameAmounts(found)) {
      fields
          .faults()
          .add(
              fields.pointer(name) + "/prices",
              "are not the ones that are looked up; leave asOf out for prices of your own, or prices for those looked up");
    }
    return model.withPrices(found);
  }

  private ModelRef withMaxTokens(ModelRef model, boolean isNew) {
    OpenProvider provider = providers.find(model.provider());
    return isNew && provider != null && model.maxTokens() == null
        ? model.withMaxTokens(provider.type().maxTokens())
        : model;
  }

  /** Options that may change what tokens cost leave a price unknown, since it was looked up. */
  private @Nullable TokenPrices lookedUp(ModelRef model) {
    OpenProvider provider = providers.find(model.provider());
    boolean changed =
        model.options() != null && model.options().keySet().stream().anyMatch(KnownOptions::priced);
    return provider == null || changed ? null : provider.prices().of(model.model());
  }

  private ModelRef readUnpriced(Fields fields, String name) {
    JsonNode value = fields.raw(name);
    if (value == null) {
      fields.missing(name, RIGHT);
      return plain("", "");
    }
    if (value.isString()) {
      return split(fields, name, value.stringValue());
    }
    if (value.isObject()) {
      return object(Fields.of(value, fields.pointer(name), fields.faults()));
    }
    fields.fault(name, "must be " + RIGHT + ", not " + Fields.kind(value));
    return plain("", "");
  }

  private ModelRef split(Fields fields, String name, String text) {
    int slash = text.indexOf('/');
    if (slash <= 0
        || slash == text.length() - 1
        || text.length() > MAX_NAME
        || !Storable.text(text).equals(text)) {
      fields.fault(name, "must be " + RIGHT + ", not " + Fields.kind(Json.tree(text)));
      return plain("", "");
    }
    ModelRef model = plain(text.substring(0, slash), text.substring(slash + 1));
    fields.settingsFault(
        name,
        () -> {
          String fault = providerFault(model.provider());
          return fault == null ? modelFault(model.provider(), model.model()) : fault;
        });
    return model;
  }

  private ModelRef object(Fields fields) {
    String provider = fields.requiredText("provider", MAX_NAME);
    fields.settingsFault("provider", () -> provider.isBlank() ? null : providerFault(provider));
    String model = fields.requiredText("model", MAX_NAME);
    fields.settingsFault(
        "model",
        () ->
            model.isBlank() || provider.isBlank() || providerFault(provider) != null
                ? null
                : modelFault(provider, model));
    Double temperature = fields.number("temperature", 0, 2);
    Long maxTokens = fields.whole("maxTokens", 1L, MAX_TOKENS);
    Double topP = fields.number("topP", 0, 1);
    if (topP != null && topP == 0) {
      fields.fault("topP", "0 is out of range, it must be above 0, to 1");
    }
    Long seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    Map<String, JsonNode> options = options(fields.object("options"));
    ModelRef read =
        new ModelRef(
            provider,
            model,
            temperature,
            maxTokens == null ? null : maxTokens.intValue(),
            topP,
            seed,
            options,
            stop(fields),
            fields.has("reasoningEffort")
                ? fields.requiredChoice("reasoningEffort", KnownOptions.ALL_EFFORTS)
                : null,
            fields.has("jsonMode") ? Boolean.valueOf(fields.flag("jsonMode", false)) : null,
            PriceReader.read(fields, "prices"));
    OpenProvider open = providers.find(provider);
    if (open != null) {
      new OptionCheck(fields, read, open.provider().options()).note();
    }
    fields.rejectUnknown();
    return read;
  }

  private static @Nullable List<String> stop(Fields fields) {
    List<JsonNode> given = fields.list("stop", 1, KnownOptions.MOST_STOPS);
    if (given == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String text = given.get(i).isString() ? Storable.text(given.get(i).stringValue()) : "";
      if (text.isEmpty() || text.length() > MAX_NAME) {
        fields
            .faults()
            .add(
                fields.pointer("stop") + "/" + i,
                "must be a text of 1 to %d characters, not %s"
                    .formatted(MAX_NAME, Fields.kind(given.get(i))));
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  private static @Nullable Map<String, JsonNode> options(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    Map<String, JsonNode> options = new LinkedHashMap<>();
    for (String name : fields.names()) {
      String reserved = RESERVED.get(name);
      if (reserved != null) {
        fields.fault(name, "cannot be set here: " + reserved);
      }
      JsonNode value = fields.raw(name);
      options.put(Storable.text(name), value == null ? Json.tree(null) : Storable.json(value));
    }
    return Collections.unmodifiableMap(options);
  }

  private @Nullable String providerFault(String name) {
    OpenProvider provider = providers.find(name);
    if (provider == null) {
      return "provider %s is not known; known are %s"
          .formatted(
              Fields.kind(Json.tree(name)).replace("the text ", ""),
              Names.listed(providers.names()));
    }
    String reason = provider.provider().unusable();
    return reason == null ? null : "provider " + name + " cannot be used: " + reason;
  }

  private @Nullable String modelFault(String providerName, String model) {
    OpenProvider open = providers.find(providerName);
    if (open == null) {
      return null;
    }
    Provider provider = open.provider();
    return !provider.hasOnlyThese() || provider.models().contains(model)
        ? null
        : "provider %s has no model %s; known are %s"
            .formatted(
                providerName,
                Fields.kind(Json.tree(model)).replace("the text ", ""),
                Names.listed(provider.models()));
  }

  private static ModelRef plain(String provider, String model) {
    return new ModelRef(provider, model, null, null, null, null, null);
  }
}
