package dev.gepaserver.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.node.ObjectNode;

/** The console in a browser. */
@Tag("slow")
class ConsoleInBrowserTest {

  private static final String ADMINS_KEY = "the-key-of-an-admin-that-the-settings-give-0123456";
  private static final String VIEWERS_KEY = "the-key-of-a-viewer-that-the-settings-give-0123456";
  private static final double PATIENCE = 30_000;
  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  private static Chromium chromium;
  private static Service service;

  private final List<String> complaints = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void starts() {
    chromium = Chromium.start();
    service = Service.fresh();
  }

  @AfterAll
  static void stops() {
    if (chromium != null) {
      chromium.close();
    }
    if (service != null) {
      service.close();
    }
  }

  @BeforeEach
  void opensAPage() {
    open(1280, ColorScheme.LIGHT);
  }

  @AfterEach
  void closesItAndHeardNoComplaint() {
    context.close();
    assertThat(complaints).isEmpty();
  }

  private void open(int width, ColorScheme colors) {
    if (context != null) {
      context.close();
    }
    context =
        chromium
            .browser()
            .newContext(new NewContextOptions().setViewportSize(width, 860).setColorScheme(colors));
    context.setDefaultTimeout(PATIENCE);
    page = context.newPage();
    page.onConsoleMessage(message -> {
      if (Set.of("error", "warning").contains(message.type())) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.onDialog(dialog -> complaints.add("a dialog says " + dialog.message()));
  }

  @Test
  void submitsTheBundledJobByTheFormAndLooksAtAllItDid() {
    go("/new");
    button("Fill in the bundled example").click();
    assertThat(page.locator("#state-chip")).hasText("ready");
    assertThat(page.locator("#messages")).containsText("You route the support tickets");
    assertAccessible();
    button("Submit the job").click();

    page.waitForURL(Pattern.compile("/jobs/[0-9a-f-]+$"));
    assertThat(page.locator("#head-status"))
        .containsText("Completed", new ContainsTextOptions().setTimeout(PATIENCE));
    assertThat(page.locator("#best .text")).containsText("- If the text mentions");
    button("Changes from the seed").click();
    assertThat(page.locator("#best .diff .added").first()).isVisible();
    assertThat(page.locator("#progress a").first()).isVisible();
    assertAccessible();

    tab("Lineage");
    Locator node = page.locator("#lineage a[href$='/candidates/1']");
    node.focus();
    node.press("Enter");
    assertThat(page.locator("#panel h2").first()).hasText("Candidate 1");
    page.locator("#panel summary", new Page.LocatorOptions().setHasText("attempt 1")).click();
    assertThat(page.locator("#panel")).containsText("Prompt with the records");
    assertAccessible();

    tab("Pareto front");
    assertThat(page.locator("#heat canvas")).isVisible();
    page.getByText("The same as a table").click();
    button("More examples").click();
    assertThat(page.locator("#table caption")).containsText("examples 13 to 24 of 24");
    assertAccessible();

    tab("Rollouts");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("0.seed.0.0")).click();
    assertThat(page.locator("h2").first()).hasText("Rollout 0.seed.0.0");
    assertAccessible();

    tab("Report");
    assertAccessible();
  }

  @Test
  void pausesResumesCancelsForksAndDeletesAJob() throws IOException {
    go("/jobs/" + service.submit(endless()));

    button("Pause").click();
    assertThat(page.locator("#head-status")).containsText("Paused");
    button("Resume").click();
    inDialog("resume-dialog", "Resume");
    assertThat(page.locator("#head-status")).containsText(Pattern.compile("Queued|Running"));
    button("Cancel").click();
    inDialog("cancel-dialog", "Cancel the job");
    assertThat(page.locator("#head-status")).containsText("Cancelled");

    button("Fork").click();
    inDialog("fork-dialog", "Fork");
    assertThat(page.getByText("forked from another job")).isVisible();
    button("Cancel").click();
    inDialog("cancel-dialog", "Cancel the job");
    button("Delete").click();
    inDialog("delete-dialog", "Delete it");
    assertThat(page.locator("h1")).hasText("Jobs");
  }

  @Test
  void asksForAKeyAndOffersAViewerNothingButToLook() throws IOException {
    try (Service closed =
        Service.fresh(
            "gepa.access.mode=closed",
            "gepa.access.keys.head.key=" + ADMINS_KEY,
            "gepa.access.keys.head.role=admin",
            "gepa.access.keys.guest.key=" + VIEWERS_KEY,
            "gepa.access.keys.guest.role=viewer")) {
      HttpResponse<String> submitted =
          closed.send(
              "POST", "/jobs", Json.write(endless()), "Authorization", "Bearer " + ADMINS_KEY);
      String job = "/jobs/" + Json.parse(submitted.body()).get("id").stringValue();

      go(closed, job);
      assertThat(page.locator("h1")).hasText("Log in");
      assertAccessible();
      login("no key at all");
      assertThat(page.locator("[role=alert]")).containsText("not known");
      login(VIEWERS_KEY);
      assertThat(page.locator("h1")).hasText("Jobs");
      go(closed, job);
      assertThat(page.locator(".who")).hasText("guest");
      assertThat(page.locator("#head-status")).containsText("Running");
      for (String offer : List.of("Pause", "Cancel", "Resume", "Fork", "Delete")) {
        assertThat(button(offer)).hasCount(0);
      }
      assertAccessible();

      button("Log out").click();
      assertThat(page.locator("[role=status]").first()).containsText("logged out");
      login(ADMINS_KEY);
      go(closed, job);
      button("Cancel").click();
      inDialog("cancel-dialog", "Cancel the job");
      assertThat(page.locator("#head-status")).containsText("Cancelled");
      leave();
    }
  }

  @Test
  void saysThatItIsNotLiveWhileTheServiceDoesNotAnswer() throws IOException {
    String job = service.submit(endless());
    page.route("**/changes*", Route::abort);
    go("/jobs/" + job);

    assertThat(page.locator("#lost-touch")).isVisible();
    page.unroute("**/changes*");
    assertThat(page.locator("#lost-touch")).isHidden();

    assertThat(complaints).allMatch(said -> said.contains("ERR_FAILED"));
    complaints.clear();
    button("Cancel").click();
    inDialog("cancel-dialog", "Cancel the job");
    assertThat(page.locator("#head-status")).containsText("Cancelled");
  }

  /** Leaves a page whose service is about to be stopped, so that its stream does not break. */
  private void leave() {
    page.navigate("about:blank");
  }

  private void login(String key) {
    page.getByLabel("Key").fill(key);
    button("Log in").click();
  }

  private static ObjectNode endless() throws IOException {
    ObjectNode endless =
        (ObjectNode)
            Json.parse(Files.readString(Path.of("src/main/resources/demo/ticket-routing.json")));
    endless.putObject("budget").put("maxRollouts", 1_000_000);
    return endless;
  }

  private void inDialog(String dialog, String name) {
    page.locator("#" + dialog)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }

  @ParameterizedTest
  @CsvSource({"1280, LIGHT", "1280, DARK", "390, LIGHT", "390, DARK"})
  void showsALongSearchOnEveryPage(int width, ColorScheme colors) {
    String id = LargeJobHolder.in(service);
    open(width, colors);
    for (String path : List.of("", "/lineage", "/pareto", "/rollouts", "/candidates/499")) {
      go("/jobs/" + id + path);
      page.mouse().wheel(0, 2000);

      assertThat(page.locator("h1")).hasText("a long search");
      assertThat(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
          .as("%s scrolls sideways", path)
          .isEqualTo(false);
      assertAccessible();
    }
    go("/jobs/" + id + "/lineage");
    assertThat(page.locator("#lineage a")).hasCount(500);
  }

  private void go(String path) {
    go(service, path);
  }

  private void go(Service where, String path) {
    page.navigate(where.uri("/api/v1").resolve(path).toString());
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true))
        .first();
  }

  private void tab(String name) {
    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true)).click();
  }

  private void assertAccessible() {
    List<Rule> faults =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> SERIOUS.contains(rule.getImpact()))
                .toList();
    assertThat(faults)
        .as(page.url())
        .extracting(
            rule -> rule.getId() + ": " + rule.getNodes().stream().map(n -> n.getHtml()).toList())
        .isEmpty();
  }

  /** The long search is made once. */
  private static final class LargeJobHolder {

    private static String id;

    static String in(Service service) {
      if (id == null) {
        id = LargeJob.in(service, service.bean(JdbcTemplate.class));
      }
      return id;
    }
  }
}
