package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.aJobWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The field {@code onEnd}, and what becomes of it where nobody works. */
@JobHttpTest
class OnEndTest {

  @Autowired TestClient client;
  @Autowired JobTestApp.Noticed noticed;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "http://localhost:9/end"                                     | /onEnd
          {}                                                           | /onEnd/url
          {"url": "ftp://localhost/end"}                               | /onEnd/url
          {"url": "http://169.254.169.254/end", "secret": "nobodys"}   | /onEnd/url /onEnd/secret
          {"url": "http://localhost:9/end", "secret": 1, "retries": 3} | /onEnd/secret /onEnd/retries
          """)
  void refusesWhatCannotBeTold(String onEnd, String pointers) {
    Answer answer = client.submit(aJobWith("onEnd", onEnd));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers().lines()).containsExactlyInAnyOrder(pointers.split(" "));
  }

  @Test
  void isShownAsItWasGiven() {
    String job =
        client
            .submit(aJobWith("onEnd", "{\"url\": \"http://localhost:9/end\"}"))
            .header("Location");

    assertThat(client.get(job + "/spec").json().get("onEnd").toString())
        .isEqualTo("{\"url\":\"http://localhost:9/end\"}");
  }

  @Test
  void isToldTheEndOfACancelledJobAndOfNoOther() {
    String silent = client.submit(aJob()).header("Location");
    String telling =
        client
            .submit(aJobWith("onEnd", "{\"url\": \"http://localhost:9/end\"}"))
            .header("Location");
    int before = noticed.notices().size();

    client.post(silent + "/cancel", "");
    client.post(telling + "/cancel", "");

    assertThat(noticed.notices()).hasSize(before + 1);
    EndNotice notice = noticed.notices().getLast();
    assertThat(notice.to().url()).hasToString("http://localhost:9/end");
    assertThat(notice.body()).isEqualTo(client.get(telling).response().body());
  }
}
