package dev.gepaserver.llm.openai;

import dev.gepaserver.llm.KnownOptions;
import java.util.List;

/** The providers that speak OpenAI's chat completions, each with what is particular about it. */
final class Presets {

  /** The protocol's own names, besides those that a model has fields for. */
  private static final List<String> PROTOCOL =
      List.of(
          "frequency_penalty",
          "logit_bias",
          "logprobs",
          "metadata",
          "modalities",
          "parallel_tool_calls",
          "prediction",
          "presence_penalty",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "service_tier",
          "store",
          "tool_choice",
          "tools",
          "top_logprobs",
          "user",
          "verbosity",
          "web_search_options");

  /** The part of them that servers of open models take. */
  private static final List<String> OPEN_MODELS =
      List.of(
          "frequency_penalty",
          "logit_bias",
          "logprobs",
          "min_p",
          "parallel_tool_calls",
          "presence_penalty",
          "repetition_penalty",
          "tool_choice",
          "tools",
          "top_k",
          "top_logprobs",
          "user");

  /** All of them, in the order of the documentation. */
  static final List<Preset> ALL =
      List.of(
          Preset.cloud("openai", "https://api.openai.com/v1", "OPENAI_API_KEY", openAi())
              .withFields("max_completion_tokens", "seed", "reasoning_effort"),
          azure(),
          openRouter(),
          Preset.cloud(
              "groq",
              "https://api.groq.com/openai/v1",
              "GROQ_API_KEY",
              common()
                  .withNames(PROTOCOL)
                  .withNames(
                      List.of(
                          "citation_options",
                          "compound_custom",
                          "documents",
                          "include_reasoning",
                          "reasoning_format",
                          "search_settings"))),
          Preset.cloud(
              "together",
              "https://api.together.xyz/v1",
              "TOGETHER_API_KEY",
              common()
                  .withNames(OPEN_MODELS)
                  .withNames(
                      List.of(
                          "chat_template_kwargs",
                          "compliance",
                          "context_length_exceeded_behavior",
                          "safety_model"))
                  .withTwin("reasoning", "reasoningEffort")),
          deepSeek(),
          mistral(),
          Preset.local("vllm", "http://localhost:8000/v1", vllm()),
          Preset.local(
              "lmstudio",
              "http://localhost:1234/v1",
              common()
                  .withNames(OPEN_MODELS)
                  .withNames(List.of("draft_model", "repeat_penalty", "ttl"))));

  private Presets() {}

  private static KnownOptions common() {
    return KnownOptions.all()
        .withMostStops(4)
        .withTwin("max_completion_tokens", "maxTokens")
        .withTwin("reasoning_effort", "reasoningEffort")
        .withTwin("response_format", "jsonMode")
        .withTwin("stop", "stop");
  }

  private static KnownOptions openAi() {
    return common().withNames(PROTOCOL);
  }

  private static Preset azure() {
    return new Preset(
        "azure-openai",
        "https://RESOURCE.openai.azure.com/openai/v1",
        false,
        List.of(),
        true,
        "api-key",
        "max_completion_tokens",
        "seed",
        "reasoning_effort",
        openAi().withNames(List.of("data_sources")));
  }

  private static Preset openRouter() {
    return Preset.cloud(
            "openrouter",
            "https://openrouter.ai/api/v1",
            "OPENROUTER_API_KEY",
            common()
                .withNames(OPEN_MODELS)
                .withNames(
                    List.of(
                        "include_reasoning",
                        "models",
                        "plugins",
                        "prediction",
                        "provider",
                        "route",
                        "top_a",
                        "transforms",
                        "usage",
                        "verbosity"))
                .withTwin("reasoning", "reasoningEffort"))
        .withFields("max_tokens", "seed", "reasoning.effort");
  }

  private static Preset deepSeek() {
    return Preset.cloud(
        "deepseek",
        "https://api.deepseek.com/v1",
        "DEEPSEEK_API_KEY",
        common()
            .without("seed")
            .withEfforts(List.of("low", "medium", "high"))
            .withMostStops(16)
            .withNames(
                List.of(
                    "frequency_penalty",
                    "logprobs",
                    "presence_penalty",
                    "thinking",
                    "tool_choice",
                    "tools",
                    "top_logprobs")));
  }

  /** Refuses what it does not know, so that only its own names are listed. */
  private static Preset mistral() {
    return Preset.cloud(
            "mistral",
            "https://api.mistral.ai/v1",
            "MISTRAL_API_KEY",
            KnownOptions.all()
                .withHighestTemperature(1.5)
                .withEfforts(List.of("high"))
                .withTwin("random_seed", "seed")
                .withTwin("reasoning_effort", "reasoningEffort")
                .withTwin("response_format", "jsonMode")
                .withTwin("stop", "stop")
                .withNames(
                    List.of(
                        "frequency_penalty",
                        "guardrails",
                        "metadata",
                        "parallel_tool_calls",
                        "prediction",
                        "presence_penalty",
                        "prompt_cache_key",
                        "prompt_mode",
                        "safe_prompt",
                        "tool_choice",
                        "tools")))
        .withFields("max_tokens", "random_seed", "reasoning_effort");
  }

  private static KnownOptions vllm() {
    return common()
        .withMostStops(KnownOptions.MOST_STOPS)
        .withNames(OPEN_MODELS)
        .withNames(
            List.of(
                "add_generation_prompt",
                "add_special_tokens",
                "allowed_token_ids",
                "bad_words",
                "cache_salt",
                "chat_template",
                "chat_template_kwargs",
                "documents",
                "guided_choice",
                "guided_grammar",
                "guided_json",
                "guided_regex",
                "ignore_eos",
                "include_reasoning",
                "include_stop_str_in_output",
                "length_penalty",
                "min_tokens",
                "mm_processor_kwargs",
                "priority",
                "skip_special_tokens",
                "spaces_between_special_tokens",
                "stop_token_ids",
                "structured_outputs",
                "thinking_token_budget",
                "truncate_prompt_tokens",
                "vllm_xargs"));
  }
}
