package dev.gepaserver.llm;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Attempts;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallMeter;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Outcome;
import dev.gepaserver.journal.Patience;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.llm.limit.LimitedCall;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Asks models through the journal: what was answered once is never asked again. */
@Component
class RecordedModels implements Models {

  private static final Logger LOG = LoggerFactory.getLogger(RecordedModels.class);

  /** The codes under which a failure is hopeless for the job; all others are about one call. */
  private static final Set<String> HOPELESS = Set.of("model-key-rejected", "model-unknown");

  private final ProviderCatalogue providers;
  private final ModelReader reader;
  private final Patience patience;
  private final CallMeter meter;

  @Autowired
  RecordedModels(ProviderCatalogue providers, CallMeter meter) {
    this(providers, new Patience(), meter);
  }

  RecordedModels(ProviderCatalogue providers, Patience patience, CallMeter meter) {
    this.providers = providers;
    this.reader = new ModelReader(providers);
    this.patience = patience;
    this.meter = meter;
  }

  @Override
  public ModelRef read(Fields fields, String name) {
    return reader.read(fields, name);
  }

  @Override
  public boolean simulated(ModelRef model) {
    OpenProvider provider = providers.find(model.provider());
    return provider != null && provider.type().simulated();
  }

  @Override
  public @Nullable Integer contextTokens(ModelRef model) {
    OpenProvider provider = providers.find(model.provider());
    if (provider == null) {
      return null;
    }
    Integer listed = provider.prices().contextTokens(model.model());
    return listed != null ? listed : provider.type().contextTokens(model, provider.contextTokens());
  }

  @Override
  public ModelCall ask(CallScope scope, String call, Role role, ModelRequest request) {
    ModelRequest clean = request.storable();
    CallKey key = scope.key(call);
    String hash = hash(clean);
    Optional<ModelCall> recorded = scope.journal().modelCall(key, hash);
    ModelCall answer = recorded.orElseGet(() -> askNow(scope, new Asked(key, hash, role, clean)));
    if (answer.error() != null) {
      throw failure(answer, answer.error());
    }
    return answer;
  }

  private ModelCall askNow(CallScope scope, Asked asked) {
    ModelRef model = asked.request().model();
    OpenProvider provider = usable(model.provider());
    LimitedCall limited = limited(provider, asked);
    ModelRequest unpriced = asked.request().unpriced();
    Bill bill =
        new Bill(
            asked.request(), provider.type().simulated(), scope.journal().mostBilledAttempts());
    Outcome<Reply> outcome =
        patience.ask(
            Calls.of(scope.journal(), asked.key()),
            provider.name(),
            provider.maxAttempts(),
            limited,
            bill.of(number ->
                meter
                    .model(provider.name(), model.model(), asked.role(), number)
                    .make(number, attempt -> once(provider, limited, unpriced, attempt))));
    ModelCall call =
        switch (outcome) {
          case Outcome.Answered<Reply>(Reply reply, Attempts attempts) ->
              asked.answered(reply, attempts, bill.answered(reply));
          case Outcome.Failed<Reply>(CallError error, _, Attempts attempts) ->
              asked.failed(error, attempts, bill.failed());
        };
    // Whoever decides from this answer waits for the writer; waiting here would put a commit
    // between any two turns of a rollout.
    var _ = scope.journal().record(call);
    meter.recorded(call);
    return call;
  }

  /** Neither an answer nor a failure has the key in it, even where the provider repeats it. */
  private static Reply once(
      OpenProvider provider, LimitedCall limited, ModelRequest request, int attempt)
      throws AttemptFailedException, InterruptedException {
    try {
      Reply reply = provider.provider().ask(request, attempt).without(provider.secrets());
      limited.used(reply.inputTokens(), reply.outputTokens());
      return reply;
    } catch (AttemptFailedException e) {
      Usage told = e.usage();
      if (told != null) {
        limited.used(told.inputTokens(), told.outputTokens());
      }
      AttemptFailedException clean = e.without(provider.secrets());
      LOG.debug("Attempt {} at {}: {}", attempt, provider.name(), clean.detail());
      throw clean;
    }
  }

  /** Calls of one model for one purpose are alike in their length. */
  private static LimitedCall limited(OpenProvider provider, Asked asked) {
    ModelRef model = asked.request().model();
    return provider
        .limiter()
        .call(
            asked.role().wireName() + " " + model.model(),
            asked.request().characters(),
            model.maxTokens());
  }

  private OpenProvider usable(String name) {
    OpenProvider provider = providers.find(name);
    if (provider == null) {
      throw new CallFailedException.Hopeless(
          "model-unknown",
          "provider %s is not configured any more; known are %s"
              .formatted(name, String.join(", ", providers.names())));
    }
    String reason = provider.provider().unusable();
    if (reason != null) {
      throw new CallFailedException.Hopeless(
          "model-key-rejected", "provider " + name + " cannot be used: " + reason);
    }
    return provider;
  }

  private static CallFailedException failure(ModelCall call, CallError error) {
    return HOPELESS.contains(error.code())
        ? new CallFailedException.Hopeless(error.code(), error.detail())
        : new CallFailedException.Faulty(
            error.code(), error.detail(), call.attempts(), call.latencyMs());
  }

  /** What a call costs is no part of what is asked. */
  private static String hash(ModelRequest request) {
    ObjectNode asked = Json.object();
    asked.set("model", Json.tree(request.model().withPrices(null)));
    asked.set("messages", Json.tree(request.messages()));
    if (!request.tools().isEmpty()) {
      asked.set("tools", Json.tree(request.tools()));
    }
    return Json.hash(asked);
  }

  /** What is being asked, to be recorded with what comes of it. */
  private record Asked(CallKey key, String hash, Role role, ModelRequest request) {

    ModelCall answered(Reply reply, Attempts attempts, Usage usage) {
      return new ModelCall(
          key,
          hash,
          role,
          request.model().provider(),
          request.model().model(),
          request.messages(),
          Storable.text(reply.text()),
          ModelRequest.storable(reply.toolUse()),
          reply.finishReason(),
          usage,
          attempts.latencyMs(),
          attempts.count(),
          attempts.errors(),
          null);
    }

    ModelCall failed(CallError error, Attempts attempts, Usage usage) {
      return new ModelCall(
          key,
          hash,
          role,
          request.model().provider(),
          request.model().model(),
          request.messages(),
          null,
          null,
          usage,
          attempts.latencyMs(),
          attempts.count(),
          attempts.errors(),
          error);
    }
  }
}
