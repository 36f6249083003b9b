package dev.gepaserver.llm;

import dev.gepaserver.common.Json;
import java.util.HashMap;
import java.util.Map;

/** The four protocols, as their servers speak them. */
public enum Speech {
  /** OpenAI's chat completions. */
  OPENAI("openai", "/v1/chat/completions", "/v1", "Authorization", "Bearer ") {
    @Override
    public String answer(String text) {
      return """
      {"id": "1", "object": "chat.completion", "created": 1, "model": "m",
       "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": %s}}],
       "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}
      """
          .formatted(Json.write(text));
    }
  },
  /** Anthropic's messages. */
  ANTHROPIC("anthropic", "/v1/messages", "", "x-api-key", "") {
    @Override
    public String answer(String text) {
      return """
      {"id": "msg_1", "type": "message", "role": "assistant", "model": "m",
       "content": [{"type": "text", "text": %s}], "stop_reason": "end_turn", "stop_sequence": null,
       "usage": {"input_tokens": 7, "output_tokens": 3}}
      """
          .formatted(Json.write(text));
    }
  },
  /** Gemini's generateContent. */
  GOOGLE("google", "/v1beta/models/m:generateContent", "", "x-goog-api-key", "") {
    @Override
    public String answer(String text) {
      return """
      {"candidates": [{"content": {"role": "model", "parts": [{"text": %s}]}, "finishReason": "STOP", "index": 0}],
       "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 3, "totalTokenCount": 10},
       "modelVersion": "m-001"}
      """
          .formatted(Json.write(text));
    }
  },
  /** Ollama's chat. */
  OLLAMA("ollama", "/api/chat", "", "Authorization", "Bearer ") {
    @Override
    public String answer(String text) {
      return """
      {"model": "m", "created_at": "2026-01-02T03:04:05.678Z", "message": {"role": "assistant", "content": %s},
       "done": true, "done_reason": "stop", "total_duration": 5, "load_duration": 1, "prompt_eval_count": 7,
       "prompt_eval_duration": 1, "eval_count": 3, "eval_duration": 1}
      """
          .formatted(Json.write(text));
    }
  };

  private final String type;
  private final String path;
  private final String basePath;
  private final String keyHeader;
  private final String keyPrefix;

  Speech(String type, String path, String basePath, String keyHeader, String keyPrefix) {
    this.type = type;
    this.path = path;
    this.basePath = basePath;
    this.keyHeader = keyHeader;
    this.keyPrefix = keyPrefix;
  }

  /** The provider type that speaks it. */
  public String type() {
    return type;
  }

  /** Where model {@code m} is asked. */
  public String path() {
    return path;
  }

  /** The header that carries the key. */
  public String keyHeader() {
    return keyHeader;
  }

  /** What that header says for a key. */
  public String keyValue(String key) {
    return keyPrefix + key;
  }

  /** A whole answer: the text, 7 tokens in, 3 out, ended by itself. */
  public abstract String answer(String text);

  /** Settings of provider {@code stub} at a server of this protocol. */
  public Map<String, Object> settings(String server, String key) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("gepa.providers.stub.type", type);
    settings.put("gepa.providers.stub.base-url", server + basePath);
    settings.put("gepa.providers.stub.api-key", key);
    return settings;
  }
}
