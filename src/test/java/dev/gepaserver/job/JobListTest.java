package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJobWith;
import static dev.gepaserver.job.TestJobs.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@JobHttpTest
class JobListTest {

  @Autowired TestClient client;

  @Test
  void pagesNewestFirstWhileJobsAreAdded() {
    for (int i = 0; i < 5; i++) {
      submit("paged " + i, "paged", "1");
    }

    List<String> names = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = client.get("/api/v1/jobs?label=paged:1&limit=2" + cursor).json();
      page.get("items").forEach(item -> names.add(item.get("name").stringValue()));
      submit("added", "paged", "1");
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").stringValue();
    } while (!cursor.isEmpty());

    assertThat(names).containsExactly("paged 4", "paged 3", "paged 2", "paged 1", "paged 0");
  }

  @Test
  void filtersByStatusLabelsAndName() {
    submit("Filter 100% one", "colour", "red");
    String two = submit("filter two", "colour", "blue:green");
    client.post("/api/v1/jobs/" + two + "/cancel", "");

    assertThat(names("label=colour:red")).containsExactly("Filter 100% one");
    assertThat(names("label=colour:blue:green")).containsExactly("filter two");
    assertThat(names("label=colour:red&label=team:support")).isEmpty();
    assertThat(names("q=FILTER")).containsExactly("filter two", "Filter 100% one");
    assertThat(names("q=100%25")).containsExactly("Filter 100% one");
    assertThat(names("q=filter_two")).isEmpty();
    assertThat(names("q=filter&status=CANCELLED")).containsExactly("filter two");
    assertThat(names("q=filter&status=CANCELLED&status=QUEUED")).hasSize(2);
    assertThat(names("q=filter&status=RUNNING")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "status=queued, status",
    "status=, status",
    "label=red, label",
    "label=:red, label",
    "limit=0, limit",
    "limit=1001, limit",
    "limit=ten, limit",
    "limit=1&limit=2, limit",
    "cursor=%21, cursor",
    "cursor=bm90LWFuLWlk, cursor",
    "sort=name, sort",
  })
  void refusesFaultyFilters(String query, String name) {
    Answer answer = client.get("/api/v1/jobs?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers()).isEqualTo(name + "\n");
  }

  @Test
  void refusesAllFaultyFiltersAtOnce() {
    Answer answer = client.get("/api/v1/jobs?status=x&label=y&limit=z&cursor=%21&sort=a");

    assertThat(answer.pointers().lines())
        .containsExactlyInAnyOrder("status", "label", "limit", "cursor", "sort");
  }

  private List<String> names(String query) {
    return client
        .get("/api/v1/jobs?" + query)
        .json()
        .get("items")
        .valueStream()
        .map(item -> item.get("name").stringValue())
        .toList();
  }

  private String submit(String name, String label, String value) {
    ObjectNode job = aJobWith("name", "\"" + name + "\"");
    with(job, "labels", "{\"" + label + "\": \"" + value + "\"}");
    return client.submit(job).json().get("id").stringValue();
  }
}
