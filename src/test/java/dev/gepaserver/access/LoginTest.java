package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.access.KeyClient.Made;
import dev.gepaserver.access.persistence.SessionStore;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ClosedServiceTest
class LoginTest {

  private static final String JOBS = "/api/v1/jobs";

  @Autowired KeyClient client;
  @Autowired JdbcClient jdbc;

  /** A browser that is logged in, and what a page gave it for its forms. */
  private record Browser(String session, String csrfCookie, String token) {

    String cookies() {
      return session + "; " + csrfCookie;
    }
  }

  private Browser login(Made key) {
    HttpResponse<String> answer = client.form("/login", "key=" + key.key());
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains("/");
    String session = cookie(answer, "gepa_session");
    HttpResponse<String> page = client.send("GET", PageOfTests.PATH, null, null, "Cookie", session);
    assertThat(page.statusCode()).isEqualTo(200);
    return new Browser(session, cookie(page, "XSRF-TOKEN"), page.body());
  }

  private static String cookie(HttpResponse<String> answer, String name) {
    return setCookie(answer, name).split(";")[0];
  }

  private static String setCookie(HttpResponse<String> answer, String name) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith(name + "=") && !cookie.startsWith(name + "=;"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"VIEWER, false", "OPERATOR, true", "ADMIN, true"})
  void offersAReaderOfPagesOnlyWhatTheyMayDo(Role role, boolean offered) {
    Made key = client.make(role);

    HttpResponse<String> page = client.send("GET", "/", null, null, "Cookie", login(key).session());

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("action=\"/logout\"").doesNotContain("no key is asked for");
    assertThat(page.body().contains("href=\"/new\"")).isEqualTo(offered);
  }

  @Test
  void keepsTheBrowserInByACookieThatOnlyItsOwnPagesSend() {
    Made key = client.make(Role.VIEWER);

    HttpResponse<String> answer = client.form("/login", "key=" + key.key());
    String session = cookie(answer, "gepa_session");

    assertThat(setCookie(answer, "gepa_session"))
        .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200")
        .doesNotContain(key.key());
    assertThat(client.send("GET", JOBS, null, null, "Cookie", session).statusCode()).isEqualTo(200);
  }

  @Test
  void sendsBackWhoHasNoKeyThatIsKnown() {
    HttpResponse<String> answer = client.form("/login", "key=gepa_nonsense");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains("/login?error");
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/, 'text/html,application/xhtml+xml', 302",
    "/jobs/1, text/html, 302",
    "/swagger-ui.html, text/html, 302",
    "/, application/json, 401",
    "/, '*/*', 401",
    "/api/v1/jobs, text/html, 401",
    "/v3/api-docs, text/html, 401",
    "/actuator/prometheus, text/html, 401",
  })
  void showsTheLoginToWhoLooksForAPage(String path, String accept, int status) {
    HttpResponse<String> answer = client.send("GET", path, null, null, "Accept", accept);

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 302) {
      assertThat(answer.headers().firstValue("Location")).contains("/login");
    }
  }

  @Test
  void takesChangesFromItsOwnPagesOnly() {
    Browser browser = login(client.make(Role.OPERATOR));

    HttpResponse<String> without =
        client.send("POST", JOBS, null, "{}", "Cookie", browser.cookies());
    HttpResponse<String> with =
        client.send(
            "POST", JOBS, null, "{}", "Cookie", browser.cookies(), "X-XSRF-TOKEN", browser.token());

    assertThat(without.statusCode()).isEqualTo(403);
    assertThat(without.body()).contains("forbidden", "CSRF");
    assertThat(with.statusCode()).isEqualTo(400);
  }

  @Test
  void letsALoggedInBrowserDoNoMoreThanItsKey() {
    Browser browser = login(client.make(Role.VIEWER));

    HttpResponse<String> answer =
        client.send(
            "POST", JOBS, null, "{}", "Cookie", browser.cookies(), "X-XSRF-TOKEN", browser.token());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("role viewer");
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://elsewhere.example",
    "Origin, null",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site"
  })
  void takesNoLoginFromAnotherSite(String header, String value) {
    Made key = client.make(Role.VIEWER);

    HttpResponse<String> answer = client.form("/login", "key=" + key.key(), header, value);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("another site");
  }

  @Test
  void endsASessionByLogout() {
    Browser browser = login(client.make(Role.VIEWER));

    HttpResponse<String> strange = client.form("/logout", "", "Cookie", browser.cookies());
    HttpResponse<String> inside = client.send("GET", JOBS, null, null, "Cookie", browser.session());
    String token = "_csrf=" + URLEncoder.encode(browser.token(), StandardCharsets.UTF_8);
    HttpResponse<String> left = client.form("/logout", token, "Cookie", browser.cookies());
    HttpResponse<String> outside =
        client.send("GET", JOBS, null, null, "Cookie", browser.session());

    assertThat(strange.statusCode()).isEqualTo(403);
    assertThat(inside.statusCode()).isEqualTo(200);
    assertThat(left.statusCode()).isEqualTo(302);
    assertThat(outside.statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"VIEWER, viewer", "OPERATOR, operator and submits", "ADMIN, admin and submits"})
  void tellsPagesWhatTheBrowserMayDo(Role role, String told) {
    Browser browser = login(client.make(role));

    HttpResponse<String> page =
        client.send("GET", PageOfTests.ROLE_PATH, null, null, "Cookie", browser.session());

    assertThat(page.body()).isEqualTo(told);
  }

  @Test
  void endsASessionWhenItsTimeIsOver() {
    Browser browser = login(client.make(Role.VIEWER));

    jdbc.sql("UPDATE access_session SET expires_at = now() - interval '1 second'").update();
    HttpResponse<String> late = client.send("GET", JOBS, null, null, "Cookie", browser.session());
    login(client.make(Role.VIEWER));

    assertThat(late.statusCode()).isEqualTo(401);
    assertThat(jdbc.sql("SELECT count(*) FROM access_session").query(Integer.class).single())
        .as("sessions that are over are forgotten")
        .isEqualTo(1);
  }

  @Test
  void keepsTheNewestSessionsOfAKeyOnly() {
    Made key = client.make(Role.VIEWER);

    for (int i = 0; i <= SessionStore.OF_ONE_KEY; i++) {
      client.form("/login", "key=" + key.key());
    }

    assertThat(
            jdbc.sql("SELECT count(*) FROM access_session WHERE key_id = ?::uuid")
                .param(key.id())
                .query(Integer.class)
                .single())
        .isEqualTo(SessionStore.OF_ONE_KEY);
  }

  @Test
  void endsASessionWithItsKey() {
    Made key = client.make(Role.VIEWER);
    Browser browser = login(key);

    client.revoke(key);

    assertThat(client.send("GET", JOBS, null, null, "Cookie", browser.session()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void doesNotFallBackToTheCookieWhereAKeyIsShown() {
    Browser browser = login(client.make(Role.VIEWER));

    HttpResponse<String> answer =
        client.send("GET", JOBS, "gepa_wrong", null, "Cookie", browser.session());

    assertThat(answer.statusCode()).isEqualTo(401);
  }
}
