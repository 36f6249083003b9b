package dev.gepaserver.console.web;

import dev.gepaserver.common.Cursor;
import dev.gepaserver.dataset.CollectionKind;
import dev.gepaserver.dataset.DataCollection;
import dev.gepaserver.dataset.DataCollections;
import dev.gepaserver.llm.ProviderInfo;
import dev.gepaserver.llm.Providers;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** A form that puts a job together; the API is sent what it shows. */
@ConsolePage
class NewJobPage {

  private final Providers providers;
  private final DataCollections collections;

  NewJobPage(Providers providers, DataCollections collections) {
    this.providers = providers;
    this.collections = collections;
  }

  /** The form. */
  @GetMapping(path = "/new", produces = MediaType.TEXT_HTML_VALUE)
  String form(@ModelAttribute("viewer") Viewer viewer, Model model) {
    List<ProviderInfo> usable = providers.all().stream().filter(ProviderInfo::usable).toList();
    List<Choice> models =
        usable.stream()
            .flatMap(provider ->
                provider.models().stream()
                    .map(name -> new Choice(provider.name() + "/" + name, provider.simulated())))
            .toList();
    model.addAttribute("models", models);
    model.addAttribute("real", models.stream().filter(choice -> !choice.simulated()).toList());
    model.addAttribute("simulated", models.stream().filter(Choice::simulated).toList());
    model.addAttribute(
        "datasets",
        collections
            .list(CollectionKind.DATASET, null, new Cursor(Cursor.DEFAULT_LIMIT, null))
            .items()
            .stream()
            .map(DataCollection::name)
            .distinct()
            .toList());
    return viewer.mayOperate() ? "console/new" : "console/viewer";
  }

  /** A model that can be chosen. */
  record Choice(String name, boolean simulated) {}
}
