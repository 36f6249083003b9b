package dev.gepaserver.llm;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which providers of models there are.
 *
 * @param providers their settings by name; {@code simulated} is always there, and a provider of a
 *     type's name where the environment has that type's usual key, such as {@code OPENAI_API_KEY}
 */
@ConfigurationProperties("gepa")
record LlmSettings(@DefaultValue Map<String, ProviderSettings> providers) {

  LlmSettings {
    providers = Map.copyOf(providers);
  }
}
