package dev.gepaserver.llm.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * The one transport below the vendors' clients, put into them as an interceptor that answers by
 * itself. Theirs would send a request again by themselves, follow redirects with the key, look for
 * keys in the environment, and guess by the address what to do; so they are told neither key nor
 * address. This one sends once, follows nothing, reads the whole answer within the timeout, and
 * throws what is no answer. Thread-safe.
 */
public final class Wire implements Interceptor, AutoCloseable {

  /** The address that the vendors' clients are told; requests to it go to the real one. */
  public static final String NOWHERE = "http://provider.invalid";

  /** The key that they are told; it is never sent. */
  public static final String NO_KEY = "none";

  /** How long making a connection may take at most. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private static final int IDLE_CONNECTIONS = 512;
  private static final int KEEP_ALIVE_MINUTES = 5;
  private static final List<String> KEY_HEADERS =
      List.of("Authorization", "api-key", "x-api-key", "x-goog-api-key");
  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient http;
  private final String baseUrl;
  private final Map<String, String> headers;
  private final Map<String, String> query;

  /**
   * Opens it.
   *
   * @param baseUrl goes before the path of each request
   * @param headers sent with each request, such as the one that carries the key
   * @param query sent with each request
   * @param timeout for one request, from connecting to the answer's last byte
   */
  public Wire(
      String baseUrl, Map<String, String> headers, Map<String, String> query, Duration timeout) {
    this.baseUrl = baseUrl;
    this.headers = Map.copyOf(headers);
    this.query = Map.copyOf(query);
    this.http =
        new OkHttpClient.Builder()
            .connectionPool(
                new ConnectionPool(IDLE_CONNECTIONS, KEEP_ALIVE_MINUTES, TimeUnit.MINUTES))
            .connectTimeout(connecting(timeout))
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .callTimeout(timeout)
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  /** A timeout for the client above that never comes before this one's. */
  public static Duration above(Duration timeout) {
    return timeout.plus(CONNECT_TIMEOUT);
  }

  /** Less than the whole, or who cannot be reached would count as one who is late. */
  private static Duration connecting(Duration timeout) {
    Duration half = timeout.dividedBy(2);
    if (half.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return half.compareTo(CONNECT_TIMEOUT) < 0 ? half : CONNECT_TIMEOUT;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    return send(chain.request());
  }

  /**
   * Sends a request once.
   *
   * @return an answer of status 2xx that tells no error, read to its end
   * @throws IOException where there is none
   */
  Response send(Request asked) throws IOException {
    Request request = addressed(once(asked));
    byte[] body;
    Response response;
    try (Response answer = http.newCall(request).execute()) {
      response = answer;
      body = answer.body() == null ? new byte[0] : answer.body().bytes();
    } catch (IOException e) {
      throw new LostException(e, request.body() instanceof Once once && once.begun);
    }
    refuseErrors(response, new String(body, StandardCharsets.UTF_8));
    MediaType type = response.body() == null ? null : response.body().contentType();
    return response
        .newBuilder()
        .body(ResponseBody.create(Exchange.answer(body), type == null ? JSON : type))
        .build();
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  private static void refuseErrors(Response response, String body) throws HttpFailure {
    Integer status =
        response.isSuccessful() ? ErrorBody.statusWithin(body) : (Integer) response.code();
    if (status != null) {
      throw new HttpFailure(status, headers(response), body);
    }
  }

  private Request addressed(Request request) {
    HttpUrl.Builder url =
        HttpUrl.get(baseUrl + request.url().encodedPath())
            .newBuilder()
            .encodedQuery(request.url().encodedQuery());
    query.forEach(url::addQueryParameter);
    Request.Builder addressed = request.newBuilder().url(url.build());
    KEY_HEADERS.forEach(addressed::removeHeader);
    headers.forEach(addressed::header);
    return addressed.build();
  }

  private static Request once(Request request) throws IOException {
    if (request.body() == null) {
      return request;
    }
    Buffer written = new Buffer();
    request.body().writeTo(written);
    byte[] body = Exchange.request(written.readByteArray());
    return request
        .newBuilder()
        .method(request.method(), new Once(body, request.body().contentType()))
        .build();
  }

  private static Map<String, String> headers(Response response) {
    Map<String, String> headers = new HashMap<>();
    for (String name : response.headers().names()) {
      String first = response.headers().values(name).getFirst();
      headers.put(name, first);
    }
    return headers;
  }

  /** Without this OkHttp sends again after some 408 and 503, whatever else it was told. */
  private static final class Once extends RequestBody {

    private final byte[] body;
    private final @Nullable MediaType type;
    private volatile boolean begun;

    Once(byte[] body, @Nullable MediaType type) {
      this.body = body;
      this.type = type;
    }

    @Override
    public @Nullable MediaType contentType() {
      return type;
    }

    @Override
    public long contentLength() {
      return body.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      begun = true;
      sink.write(body);
    }
  }
}
