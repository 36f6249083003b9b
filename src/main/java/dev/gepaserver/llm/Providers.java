package dev.gepaserver.llm;

import java.util.List;

/** The configured providers. Thread-safe. */
public interface Providers {

  /** All of them, by name. */
  List<ProviderInfo> all();
}
