package dev.gepaserver.llm;

import dev.gepaserver.journal.CallMeter;
import org.springframework.stereotype.Component;

/**
 * Tells the meter which models there are: those that settings name, and those with a list price.
 */
@Component
class KnownModels {

  KnownModels(ProviderCatalogue providers, CallMeter meter) {
    for (ProviderInfo provider : providers.all()) {
      provider.models().forEach(model -> meter.known(provider.name(), model));
      OpenProvider open = providers.find(provider.name());
      if (open != null) {
        open.prices().listed().forEach(model -> meter.known(provider.name(), model));
      }
    }
  }
}
