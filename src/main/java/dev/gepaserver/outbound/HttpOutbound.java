package dev.gepaserver.outbound;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fields;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Attempts;
import dev.gepaserver.journal.CallMeter;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.Outcome;
import dev.gepaserver.journal.Patience;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Posts over {@link Wire}; redirects are followed by hand, each hop checked like the first. */
@Component
class HttpOutbound implements Outbound, DisposableBean {

  private static final int LONGEST_NAME = 200;
  private static final URI SOME_URL = URI.create("http://localhost/");

  private final OutboundSettings settings;
  private final Targets targets;
  private final InstantSource clock;
  private final Patience patience;
  private final CallMeter meter;
  private final Wire wire;

  @Autowired
  HttpOutbound(OutboundSettings settings, InstantSource clock, CallMeter meter) {
    this(settings, clock, new Patience(), meter, InetAddress::getAllByName);
  }

  HttpOutbound(
      OutboundSettings settings,
      InstantSource clock,
      Patience patience,
      CallMeter meter,
      Targets.Resolver resolver) {
    this.settings = settings;
    this.targets = new Targets(settings.allowedHosts(), resolver);
    this.clock = clock;
    this.patience = patience;
    this.meter = meter;
    this.wire = new Wire(targets, settings.connectTimeout());
  }

  @Override
  public OutboundAnswer post(Calls calls, OutboundRequest request) {
    Post post = attempt(request);
    Outcome<byte[]> outcome =
        patience.ask(
            calls,
            Post.shown(request.url()),
            settings.maxAttempts(),
            null,
            number -> meter.webhook(number).make(number, _ -> post.make()));
    return switch (outcome) {
      case Outcome.Answered<byte[]>(byte[] body, Attempts attempts) ->
          new OutboundAnswer(body, attempts.count(), attempts.latencyMs());
      case Outcome.Failed<byte[]> failed -> throw failed.failure();
    };
  }

  @Override
  public void postOnce(OutboundRequest request) {
    try {
      Post post = attempt(request);
      meter.webhook(1).make(1, _ -> post.make());
    } catch (AttemptFailedException e) {
      throw new CallFailedException.Faulty(e.detail());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallFailedException.Faulty("interrupted");
    }
  }

  private Post attempt(OutboundRequest request) {
    String secret = request.secret() == null ? null : settings.secrets().get(request.secret());
    if (request.secret() != null && secret == null) {
      throw new CallFailedException.Faulty(unknownSecret(request.secret()));
    }
    return new Post(wire, clock, request, secret);
  }

  @Override
  public URI readUrl(Fields fields, String name) {
    String text = fields.requiredText(name, Integer.MAX_VALUE);
    if (text.isBlank()) {
      return SOME_URL;
    }
    return switch (Targets.read(text)) {
      case Targets.Read.Bad(String why) -> {
        fields.fault(name, why);
        yield SOME_URL;
      }
      case Targets.Read.Good(URI url) -> {
        fields.settingsFault(
            name,
            () ->
                QuerySecrets.shown(text)
                    ? "has a masked value, as the API shows it; give the value itself"
                    : refusal(url));
        yield url;
      }
    };
  }

  @Override
  public @Nullable String readSecret(Fields fields, String name) {
    String secret = fields.text(name, LONGEST_NAME);
    fields.settingsFault(
        name,
        () ->
            secret == null || settings.secrets().containsKey(secret)
                ? null
                : unknownSecret(secret));
    return secret;
  }

  @Override
  public Map<String, String> readHeaders(Fields fields, String name) {
    return HeaderRules.read(fields, name);
  }

  @Override
  public void destroy() {
    wire.close();
  }

  private @Nullable String refusal(URI url) {
    try {
      return targets.refusal(url);
    } catch (UnknownHostException e) {
      // A webhook may come up later than its job is submitted; it is checked again when it is
      // called.
      return null;
    }
  }

  /** Tells none of the names there are: they are the operator's, not the user's. */
  private static String unknownSecret(String name) {
    return "no secret " + name + " is configured by gepa.outbound.secrets";
  }
}
