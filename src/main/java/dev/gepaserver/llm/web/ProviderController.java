package dev.gepaserver.llm.web;

import dev.gepaserver.common.QueryParams;
import dev.gepaserver.llm.ProviderInfo;
import dev.gepaserver.llm.Providers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows which providers jobs may use. */
@RestController
@RequestMapping(path = "/api/v1/providers", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "providers")
class ProviderController {

  private final Providers providers;

  ProviderController(Providers providers) {
    this.providers = providers;
  }

  /** All configured providers by name, never with a key. */
  @GetMapping
  @Operation(summary = "The configured providers of models, and whether they can be used")
  List<ProviderInfo> all(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
    QueryParams.none(query);
    return providers.all();
  }
}
