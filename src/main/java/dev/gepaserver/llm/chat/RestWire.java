package dev.gepaserver.llm.chat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends what a {@code RestClient} asks by a wire.
 *
 * @param wire sends
 */
public record RestWire(Wire wire) implements ClientHttpRequestInterceptor {

  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    Request.Builder asked =
        new Request.Builder()
            .url(request.getURI().toString())
            .method(
                request.getMethod().name(),
                body.length == 0
                    ? null
                    : RequestBody.create(body, MediaType.get("application/json")));
    String accept = request.getHeaders().getFirst(HttpHeaders.ACCEPT);
    if (accept != null) {
      asked.header(HttpHeaders.ACCEPT, accept);
    }
    try (Response response = wire.send(asked.build())) {
      HttpHeaders headers = new HttpHeaders();
      response.headers().forEach(h -> headers.add(h.getFirst(), h.getSecond()));
      byte[] answer = response.body() == null ? new byte[0] : response.body().bytes();
      headers.setContentLength(answer.length);
      return new Answer(HttpStatusCode.valueOf(response.code()), headers, answer);
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Answer(HttpStatusCode status, HttpHeaders headers, byte[] body)
      implements ClientHttpResponse {

    @Override
    public HttpStatusCode getStatusCode() {
      return status;
    }

    @Override
    public String getStatusText() {
      return "";
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public InputStream getBody() {
      return new ByteArrayInputStream(body);
    }

    @Override
    public void close() {}
  }
}
