package dev.gepaserver.llm.simulated;

import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.ProviderType;
import java.util.List;
import org.springframework.stereotype.Component;

/** {@code simulated}: needs no key and calls nothing. */
@Component
class SimulatedProviderType implements ProviderType {

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public Provider open(String name, ProviderSettings settings) {
    return new SimulatedProvider(
        settings,
        List.of(
            new SimulatedWorker(),
            new SimulatedAgent(),
            new SimulatedReflector(),
            new SimulatedJudge()));
  }
}
