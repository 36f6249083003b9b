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
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.Media;
import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The console in a browser. */
@Tag("slow")
class ConsoleInBrowserTest {

  private static final String ADMINS_KEY = "the-key-of-an-admin-that-the-settings-give-0123456";
  private static final String VIEWERS_KEY = "the-key-of-a-viewer-that-the-settings-give-0123456";
  private static final double PATIENCE = 30_000;
  private static final String ATTACK =
      "</textarea></script><script>alert(1)</script>'\"><img src=x onerror=alert(2)>";
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleInBrowserTest.class);

  /** What is on a page when its drawing is. */
  private static final Map<String, String> DRAWN =
      Map.of("", "#progress svg", "/lineage", "#lineage svg", "/pareto", "#heat .heat-cells");

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
    page.locator("#heat .heat-cells").click(new Locator.ClickOptions().setPosition(20, 5));
    assertThat(page.locator("#heat-says"))
        .containsText(Pattern.compile("Candidate \\d+ on val-\\d+: [01]\\.\\d{3}"));
    page.locator("#heat").press("ArrowRight");
    assertThat(page.locator("#heat-says")).containsText("open the candidate");
    page.getByText("The same as a table").click();
    button("More examples").click();
    assertThat(page.locator("#table caption")).containsText("examples 13 to 24 of 24");
    assertAccessible();

    tab("Rollouts");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("0.seed.0.0")).click();
    assertThat(page.locator("h2").first()).hasText("Rollout 0.seed.0.0");
    assertThat(page.locator(".trace .message").first()).containsText("You route the support");
    assertThat(page.locator(".trace .message").last()).containsText("reply");
    assertAccessible();
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Next →")).click();
    assertThat(page.locator("h2").first()).not().hasText("Rollout 0.seed.0.0");

    tab("Report");
    assertThat(page.locator("#test-title")).isVisible();
    assertThat(page.locator("#texts-title")).isVisible();
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator(".diff").first()).isVisible();
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
    assertAccessible();
  }

  @Test
  void pausesResumesCancelsForksAndDeletesAJob() throws IOException {
    go("/jobs/" + service.submit(endless()));

    button("Pause").click();
    assertThat(page.locator("#head-status")).containsText("Paused");
    assertAccessible();
    button("Resume").click();
    assertThat(page.locator("#resume-maxRollouts-now")).hasText("now 1000000");
    assertAccessible();
    page.getByLabel("Time, such as PT2H").fill("PT0S");
    inDialog("resume-dialog", "Resume");
    assertThat(page.locator("#resume-dialog .refusal")).containsText("/budget/maxDuration");
    complaints.removeIf(said -> said.contains("400"));
    page.getByLabel("Time, such as PT2H").fill("");
    inDialog("resume-dialog", "Resume");
    assertThat(page.locator("#head-status")).containsText(Pattern.compile("Queued|Running"));
    button("Cancel").click();
    inDialog("cancel-dialog", "Cancel the job");
    assertThat(page.locator("#head-status")).containsText("Cancelled");

    button("Fork").click();
    assertAccessible();
    // As endless as its source, so that it does not end before it is cancelled.
    page.locator("#fork-overrides").fill("{}");
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
      assertThat(page.locator("#progress a").first()).isVisible();
      assertThat(page.locator("#head-status")).containsText("Running");
      assertAccessible();
      for (String path :
          List.of("", "/lineage", "/pareto", "/rollouts", "/report", "/candidates/0")) {
        go(closed, job + path);
        for (String offer : List.of("Pause", "Cancel", "Resume", "Fork", "Delete")) {
          assertThat(button(offer)).hasCount(0);
        }
      }
      go(closed, "/new");
      assertThat(page.locator("h1")).hasText("Looking only");

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

  @Test
  void showsRolloutsAsTheyAreMadeThoughNoEventTellsOfThem() throws IOException {
    Semaphore allowed = new Semaphore(0);
    try (World world =
            new World()
                .model("writer", text -> "```\nAnother text\n```")
                .hook(
                    "slow",
                    request -> {
                      allowed.acquireUninterruptibly();
                      return answer(request, 0.5, "fine");
                    });
        Service own = Service.fresh(world.settings())) {
      String job = own.submit(hooked(world, "slow", 20));
      go(own, "/jobs/" + job);
      Locator rollouts = page.locator(".tile:has(dt:text-is('Rollouts')) .figure");
      assertThat(rollouts).hasText("0");
      page.locator("#events").focus();

      allowed.release(3);
      assertThat(rollouts).hasText("3");
      assertThat(page.locator("#events")).isFocused();
      allowed.release(4);
      assertThat(rollouts).hasText("7");

      allowed.release(1000);
      assertThat(page.locator("#head-status")).containsText("Completed");
      leave();
    }
  }

  @Test
  void saysBesideAFieldWhatIsWrongWithIt() {
    go("/new");
    button("Fill in the bundled example").click();
    assertThat(page.locator("#state-chip")).hasText("ready");
    assertThat(page.locator("#estimate")).containsText("Model calls");

    page.getByLabel("Rollouts").fill("0");
    assertThat(page.locator(".field:has(#max-rollouts) .fault")).isVisible();
    assertThat(page.locator("#max-rollouts")).hasAttribute("aria-invalid", "true");
    assertThat(page.locator("#faults")).containsText("/budget/maxRollouts");
    assertThat(page.locator("#estimate")).isEmpty();
    assertThat(button("Submit the job")).isDisabled();
    assertAccessible();

    page.getByLabel("Rollouts").fill("150");
    button("Add a component").click();
    page.locator("[data-component]").last().locator("[data-name]").fill("system_prompt");
    assertThat(page.locator("#faults")).containsText("stands twice");
    page.locator("[data-component]").last().getByText("Remove").click();
    assertThat(page.locator("#state-chip")).hasText("ready");
    assertThat(page.locator(".fault")).hasCount(0);
  }

  @ParameterizedTest
  @CsvSource({
    "examples.csv, 'input,answer\n\na,1\n\n\"b, c\",2\n\n', 2 examples",
    "EXAMPLES.CSV, 'input,answer\r\na,1\r\n', 1 example",
    "examples.ndjson, '{\"input\": \"a\"}\n\n{\"input\": \"b\"}\n', 2 examples"
  })
  void readsExamplesFromAFileAsTheImportDoes(String name, String text, String count) {
    go("/new");

    page.locator("#trainset-file").setInputFiles(file(name, text));

    assertThat(page.locator("[data-set=trainset] [data-count]")).hasText(count);
  }

  @Test
  void tellsOfACsvFileThatTheImportWouldRefuse() {
    go("/new");

    page.locator("#trainset-file").setInputFiles(file("odd.csv", "input,answer\na\n"));

    assertThat(page.locator("[data-set=trainset] [data-import]"))
        .containsText("row 1 has 1 fields, and the header 2");
  }

  @Test
  void keepsALongFileAsADataSetInsteadOfShowingIt() {
    go("/new");
    String row = "{\"input\": \"%s\", \"answer\": \"1\"}\n".formatted("word ".repeat(200));

    page.locator("#trainset-file").setInputFiles(file("long one.jsonl", row.repeat(1000)));
    button("Keep it as a data set").click();

    assertThat(page.locator("[data-set=trainset] [data-count]")).hasText("long one");
    assertThat(page.locator("#json")).containsText("\"dataset\": \"long one\"");
  }

  @Test
  void showsWhyAJobFailedAndLinksToNoCandidateThatIsNotThere() throws IOException {
    try (World world = new World().model("writer", text -> "no").hook("odd", request -> "odd");
        Service own = Service.fresh(world.settings())) {
      ObjectNode job = hooked(world, "odd", 10);
      job.putObject("execution").put("onRolloutError", "fail");
      String id = own.submit(job);
      own.settled(id);

      go(own, "/jobs/" + id);
      assertThat(page.locator("#head-status")).containsText("Failed");
      assertThat(page.locator("#progress")).containsText("Nothing was scored");
      assertAccessible();
      for (String path : List.of("/lineage", "/pareto", "/rollouts", "/report")) {
        go(own, "/jobs/" + id + path);
        assertThat(page.locator("a[href*='/candidates/']")).hasCount(0);
        assertAccessible();
      }
      leave();
    }
  }

  @Test
  void drawsObjectivesAgainstEachOther() throws IOException {
    try (World world =
            new World()
                .model("writer", text -> "```\nAnother text\n```")
                .hook("two", request -> answer(request, 0.5, "fine"));
        Service own = Service.fresh(world.settings())) {
      String id = own.submit(hooked(world, "two", 20));
      own.settled(id);

      go(own, "/jobs/" + id + "/pareto");
      assertThat(page.locator("#scatter circle").first()).isVisible();
      assertThat(page.locator("#scatter a").first())
          .hasAttribute("aria-label", Pattern.compile("candidate 0.*brevity.*on the front"));
      assertAccessible();
      leave();
    }
  }

  @Test
  void runsNothingThatATextOfAJobHolds() throws IOException {
    AtomicInteger written = new AtomicInteger();
    try (World world =
            new World()
                .model(
                    "writer", text -> "```\n" + ATTACK + " " + written.incrementAndGet() + "\n```")
                .hook("echo", ConsoleInBrowserTest::attackingAnswer);
        Service own = Service.fresh(world.settings())) {
      ObjectNode job = hooked(world, "echo", 1000);
      job.put("name", ATTACK).put("objective", ATTACK);
      job.putObject("labels").put("<img src=x onerror=alert(3)>", ATTACK);
      job.putObject("seedCandidate").put("prompt", ATTACK);
      job.putArray("testset").addObject().put("id", ATTACK).put("input", ATTACK);
      job.putObject("budget").put("maxIterations", 6);
      String id = own.submit(job);
      assertThat(own.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
      List<JsonNode> rollouts = own.all("/jobs/" + id + "/rollouts");
      String failed =
          rollouts.stream()
              .filter(rollout -> !rollout.get("error").isNull())
              .findFirst()
              .orElseThrow()
              .get("id")
              .stringValue();
      int last = own.all("/jobs/" + id + "/candidates").size() - 1;
      assertThat(last).isPositive();

      List<String> pages = new ArrayList<>(List.of("/", "/?q=img"));
      for (String path :
          List.of(
              "",
              "/lineage",
              "/pareto",
              "/rollouts",
              "/rollouts?example=%3Cimg%20src=x%3E",
              "/rollouts/" + failed,
              "/rollouts/0.seed.0.0",
              "/candidates/0",
              "/candidates/" + last,
              "/report")) {
        pages.add("/jobs/" + id + path);
      }
      for (String path : pages) {
        go(own, path);
        page.waitForLoadState(LoadState.NETWORKIDLE);
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        assertThat(page.locator("img[src=x]")).hasCount(0);
        assertThat((String) page.evaluate("document.body.textContent")).contains("<img src=x");
      }
      go(own, "/jobs/" + id + "/candidates/" + last);
      assertThat(page.locator("#siblings-title")).isVisible();
      leave();
    }
  }

  /** What the example system answers: odd texts are bad ones, and every third example fails. */
  private static String attackingAnswer(JsonNode request) {
    String text = request.get("candidate").get("prompt").stringValue();
    String number = text.substring(text.lastIndexOf(' ') + 1);
    int n = number.matches("\\d{1,6}") ? Integer.parseInt(number) : 0;
    if (n > 0 && request.get("examples").get(0).get("id").stringValue().startsWith("0")) {
      throw new IllegalStateException(ATTACK);
    }
    return answer(request, n % 2 == 0 ? 0.1 + n / 100.0 : 0, ATTACK);
  }

  private static String answer(JsonNode request, double score, String text) {
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode example : request.get("examples")) {
      ObjectNode result = results.addObject();
      result.set("id", example.get("id"));
      result.put("score", score).put("output", text).put("feedback", text);
      result.putObject("objectives").put("accuracy", score).put("brevity", 1 - score);
      result.putArray("trace").addObject().put("tool", text).put("said", text);
    }
    return Json.write(answer);
  }

  /** A job of ten examples whose system is a webhook. */
  private static ObjectNode hooked(World world, String hook, int maxRollouts) {
    ObjectNode job = Json.object().put("name", hook);
    job.putObject("seedCandidate").put("prompt", "Do it.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < 10; i++) {
      train.addObject().put("id", i + ATTACK).put("input", ATTACK);
    }
    job.putObject("system").put("type", "http").put("url", world.url(hook));
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxRollouts", maxRollouts);
    return job;
  }

  private static FilePayload file(String name, String text) {
    return new FilePayload(name, "", text.getBytes(StandardCharsets.UTF_8));
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
    for (String path :
        List.of("", "/lineage", "/pareto", "/rollouts", "/report", "/candidates/499")) {
      long began = System.nanoTime();
      go("/jobs/" + id + path);
      page.waitForSelector(DRAWN.getOrDefault(path, "h1"));
      LOG.info(
          "{} of a long search at {} px: drawn after {} ms",
          path.isEmpty() ? "overview" : path,
          width,
          Duration.ofNanos(System.nanoTime() - began).toMillis());
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
