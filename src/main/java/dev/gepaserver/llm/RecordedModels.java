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
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Outcome;
import dev.gepaserver.journal.Patience;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.llm.limit.LimitedCall;
import java.util.List;
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
  public ModelCall ask(
      CallScope scope, String call, Role role, ModelRef model, List<ChatMessage> messages) {
    List<ChatMessage> clean =
        messages.stream().map(m -> new ChatMessage(m.role(), Storable.text(m.content()))).toList();
    CallKey key = scope.key(call);
    String hash = hash(model, clean);
    Optional<ModelCall> recorded = scope.journal().modelCall(key, hash);
    ModelCall answer = recorded.orElseGet(() -> askNow(scope, key, hash, role, model, clean));
    if (answer.error() != null) {
      throw failure(answer, answer.error());
    }
    return answer;
  }

  private ModelCall askNow(
      CallScope scope,
      CallKey key,
      String hash,
      Role role,
      ModelRef model,
      List<ChatMessage> messages) {
    OpenProvider provider = usable(model.provider());
    LimitedCall limited = limited(provider, role, model, messages);
    // What a call costs is no part of what is asked.
    ModelRef unpriced = model.withPrices(null);
    Outcome<Reply> outcome =
        patience.ask(
            Calls.of(scope.journal(), key),
            provider.name(),
            provider.maxAttempts(),
            limited,
            number ->
                meter
                    .model(provider.name(), model.model(), role, number)
                    .make(
                        number,
                        attempt -> {
                          Reply reply = once(provider, unpriced, messages, attempt);
                          limited.used(reply.inputTokens(), reply.outputTokens());
                          return reply;
                        }));
    Asked asked = new Asked(key, hash, role, model, messages);
    ModelCall call =
        switch (outcome) {
          case Outcome.Answered<Reply>(Reply reply, Attempts attempts) ->
              asked.answered(reply, attempts, cost(model, reply));
          case Outcome.Failed<Reply>(CallError error, _, Attempts attempts) ->
              asked.failed(error, attempts);
        };
    // Whoever decides from this answer waits for the writer; waiting here would put a commit
    // between any two turns of a rollout.
    var _ = scope.journal().record(call);
    meter.recorded(call);
    return call;
  }

  /** Neither an answer nor a failure has the key in it, even where the provider repeats it. */
  private static Reply once(
      OpenProvider provider, ModelRef model, List<ChatMessage> messages, int attempt)
      throws AttemptFailedException, InterruptedException {
    try {
      return provider.provider().ask(model, messages, attempt).without(provider.secrets());
    } catch (AttemptFailedException e) {
      AttemptFailedException clean = e.without(provider.secrets());
      LOG.debug("Attempt {} at {}: {}", attempt, provider.name(), clean.detail());
      throw clean;
    }
  }

  /** Calls of one model for one purpose are alike in their length. */
  private static LimitedCall limited(
      OpenProvider provider, Role role, ModelRef model, List<ChatMessage> messages) {
    return provider
        .limiter()
        .call(
            role.wireName() + " " + model.model(),
            messages.stream().mapToLong(m -> m.content().length()).sum(),
            model.maxTokens());
  }

  private @Nullable Long cost(ModelRef model, Reply reply) {
    TokenPrices prices = model.prices();
    if (prices == null) {
      return costNanos(model, 0, 0);
    }
    if (!reply.tellsUsage() && !prices.free()) {
      return null;
    }
    return prices.costNanos(reply.inputTokens(), reply.cachedTokens(), reply.outputTokens());
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

  private static String hash(ModelRef model, List<ChatMessage> messages) {
    ObjectNode asked = Json.object();
    asked.set("model", Json.tree(model.withPrices(null)));
    asked.set("messages", Json.tree(messages));
    return Json.hash(asked);
  }

  /** What is being asked, to be recorded with what comes of it. */
  private record Asked(
      CallKey key, String hash, Role role, ModelRef model, List<ChatMessage> messages) {

    ModelCall answered(Reply reply, Attempts attempts, @Nullable Long costNanos) {
      Usage usage =
          new Usage(
              reply.inputTokens(),
              reply.cachedTokens(),
              reply.reasoningTokens(),
              reply.outputTokens(),
              costNanos);
      return new ModelCall(
          key,
          hash,
          role,
          model.provider(),
          model.model(),
          messages,
          Storable.text(reply.text()),
          reply.finishReason(),
          usage,
          attempts.latencyMs(),
          attempts.count(),
          attempts.errors(),
          null);
    }

    ModelCall failed(CallError error, Attempts attempts) {
      return new ModelCall(
          key,
          hash,
          role,
          model.provider(),
          model.model(),
          messages,
          null,
          null,
          Usage.NONE,
          attempts.latencyMs(),
          attempts.count(),
          attempts.errors(),
          error);
    }
  }
}
