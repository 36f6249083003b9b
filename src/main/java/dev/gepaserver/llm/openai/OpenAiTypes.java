package dev.gepaserver.llm.openai;

import java.time.InstantSource;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** One provider type for each preset. */
@Configuration(proxyBeanMethods = false)
@Import(OpenAiTypes.Registrar.class)
class OpenAiTypes {

  static final class Registrar implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
      for (Preset preset : Presets.ALL) {
        registry.registerBean(
            preset.name() + "ProviderType",
            OpenAiProviderType.class,
            spec ->
                spec.supplier(
                    context -> new OpenAiProviderType(preset, context.bean(InstantSource.class))));
      }
    }
  }
}
