package dev.gepaserver.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A provider {@code stub} at a server on loopback that answers one thing, and what it was asked.
 */
public final class Asked implements AutoCloseable {

  /** Its key. */
  public static final String KEY = "key-of-stub-0123456789";

  private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());

  /** Starts the server. */
  public Asked() {
    server.start();
  }

  /** From now on it answers this, whatever it is asked. */
  public Asked answering(ResponseDefinitionBuilder answer) {
    server.resetAll();
    server.stubFor(any(anyUrl()).willReturn(answer));
    return this;
  }

  /** From now on it answers this JSON. */
  public Asked answering(String json) {
    return answering(WireMock.okJson(json));
  }

  /** From now on it answers with this status and JSON. */
  public Asked failing(int status, String json) {
    return answering(WireMock.aResponse().withStatus(status).withBody(json));
  }

  /** Asks a model of the provider once. */
  public Reply ask(ModelRef model, Map<String, ?> settings)
      throws AttemptFailedException, InterruptedException {
    Map<String, Object> all = new TreeMap<>();
    all.put("gepa.providers.stub.base-url", server.baseUrl());
    all.put("gepa.providers.stub.api-key", KEY);
    all.putAll(settings);
    all.values().removeIf(""::equals);
    try (TestModels room = new TestModels(all)) {
      return room.provider("stub").ask(model, TestModels.messages("Answer.", "Capital?"), 1);
    }
  }

  /** Asks a provider of the given type once, with tools. */
  public Reply ask(String type, ModelRequest request)
      throws AttemptFailedException, InterruptedException {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("gepa.providers.stub.type", type);
    settings.put("gepa.providers.stub.base-url", server.baseUrl());
    settings.put("gepa.providers.stub.api-key", KEY);
    try (TestModels room = new TestModels(settings)) {
      return room.provider("stub").ask(request, 1);
    }
  }

  /** Asks a model of the provider once, of the given type. */
  public Reply ask(String type, ModelRef model)
      throws AttemptFailedException, InterruptedException {
    return ask(model, Map.of("gepa.providers.stub.type", type));
  }

  /** The address of the server. */
  public String url() {
    return server.baseUrl();
  }

  /** The one request there was. */
  public LoggedRequest request() {
    server.verify(1, anyRequestedFor(anyUrl()));
    return server.findAll(anyRequestedFor(anyUrl())).getFirst();
  }

  /** Its body. */
  public JsonNode body() {
    return Json.parse(request().getBodyAsString());
  }

  @Override
  public void close() {
    server.stop();
  }
}
