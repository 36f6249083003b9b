package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.gepaserver.archive.CallRow;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.run.Leases.Claim;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The one writer against a real database: fenced, in order, and patient. */
class JournalWriterTest {

  private static TestDatabase.Access database;
  private static Service service;
  private static JdbcTemplate jdbc;
  private static JournalWriter writer;
  private static Leases leases;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    service = Service.on(database);
    jdbc = service.bean(JdbcTemplate.class);
    writer = service.bean(JournalWriter.class);
    leases = service.bean(Leases.class);
    jdbc.execute("create table note (id serial primary key, job_id uuid, text text unique)");
  }

  @AfterAll
  static void close() {
    service.close();
  }

  @Test
  void writesInTheOrderHandedOver() {
    Lease lease = claim(job());
    List<CompletableFuture<Void>> written = new ArrayList<>();

    for (int i = 0; i < 1000; i++) {
      written.add(note(lease, "ordered " + i));
    }

    written.forEach(RunJournal::await);
    assertThat(notes(lease))
        .startsWith("ordered 0", "ordered 1")
        .hasSize(1000)
        .endsWith("ordered 999");
  }

  @Test
  void writesTogetherWhatIsHandedOverTogether() {
    Lease lease = claim(job());
    List<Payload> payloads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      payloads.add(
          new Payload.Work(() ->
              jdbc.update(
                  "insert into note (job_id, text) values (?, pg_current_xact_id() || ' ' || ?)",
                  lease.jobId(),
                  number)));
    }

    writer.write(lease, payloads, 0).forEach(RunJournal::await);

    List<String> notes = notes(lease);
    String transaction = notes.getFirst().split(" ")[0];
    assertThat(notes)
        .containsExactly(
            transaction + " 0",
            transaction + " 1",
            transaction + " 2",
            transaction + " 3",
            transaction + " 4");
  }

  @Test
  void takesMoreAtOnceThanThereIsRoomFor() {
    Lease lease = claim(job());
    List<Payload> marks = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      marks.add(new Payload.Mark(1));
    }

    List<CompletableFuture<Void>> first = writer.write(lease, marks, 0);
    List<CompletableFuture<Void>> second = writer.write(lease, marks, 0);
    first.forEach(RunJournal::await);
    second.forEach(RunJournal::await);

    assertThat(open(lease)).isEqualTo(80_000);
  }

  @Test
  void dropsWhatARunWritesAfterAnotherHasClaimedItsJob() {
    Lease old = claim(job());
    Lease now = claim(old.jobId());

    CompletableFuture<Void> late = note(old, "late");
    RunJournal.await(note(now, "in time"));

    assertThatThrownBy(() -> RunJournal.await(late)).isInstanceOf(RunStoppedException.class);
    assertThat(notes(now)).containsExactly("in time");
  }

  @Test
  void takesAJobFromNobodyForAnExecutionThatIsNotMeant() {
    Lease held = claim(job());

    assertThat(leases.claim(held.jobId(), "there", () -> false)).isEmpty();
    RunJournal.await(note(held, "still held"));

    assertThat(leases.claim(held.jobId(), "there", () -> true).map(Claim::lease))
        .contains(new Lease(held.jobId(), held.epoch() + 1));
  }

  @Test
  void dropsWhatARunWritesAfterItsJobWasTakenFromIt() {
    Lease held = claim(job());

    leases.revoke(held.jobId());

    CompletableFuture<Void> late = note(held, "revoked");
    assertThatThrownBy(() -> RunJournal.await(late)).isInstanceOf(RunStoppedException.class);
  }

  @Test
  void failsOnlyTheRowThatCannotBeWritten() {
    Lease lease = claim(job());
    Lease other = claim(job());

    CompletableFuture<Void> first = note(lease, "taken");
    CompletableFuture<Void> bad = note(other, "taken");
    CompletableFuture<Void> after = note(lease, "free");

    RunJournal.await(first);
    RunJournal.await(after);
    assertThatThrownBy(() -> RunJournal.await(bad)).isInstanceOf(StorageFailedException.class);
  }

  @Test
  void failsOnlyTheRolloutThatCannotBeWrittenAmongOthersOfItsBatch() {
    Lease lease = claim(job());
    List<CompletableFuture<Void>> written = new ArrayList<>();

    for (int i = 0; i < 100; i++) {
      RolloutRow row = rollout(lease, i, i == 41 ? "no json" : "{}");
      written.add(writer.write(lease, new Payload.Rollout(row, null)));
    }

    for (int i = 0; i < 100; i++) {
      CompletableFuture<Void> one = written.get(i);
      if (i == 41) {
        assertThatThrownBy(() -> RunJournal.await(one)).isInstanceOf(StorageFailedException.class);
      } else {
        RunJournal.await(one);
      }
    }
    assertThat(
            jdbc.queryForObject(
                "select count(*) from rollout where job_id = ?", Integer.class, lease.jobId()))
        .isEqualTo(99);
  }

  @Test
  void waitsForADatabaseThatCutsItsConnectionsAndWritesNothingTwice() {
    Lease lease = claim(job());
    List<CompletableFuture<Void>> written = new ArrayList<>();
    SingleConnectionDataSource own =
        new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
    JdbcTemplate cutter = new JdbcTemplate(own);

    for (int i = 0; i < 300; i++) {
      written.add(note(lease, "cut " + i));
      if (i % 50 == 0) {
        cutter.query(
            "select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()",
            row -> {});
      }
    }
    own.destroy();

    written.forEach(RunJournal::await);
    // What the last cut left in the pool is of no use to who asks only once.
    service.bean(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    assertThat(notes(lease)).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void triesABatchAgainWhoseConnectionWasCutWithinIt() {
    Lease lease = claim(job());
    List<String> tries = new ArrayList<>();

    CompletableFuture<Void> written =
        writer.write(
            lease,
            new Payload.Work(() -> {
              tries.add("try");
              jdbc.update("insert into note (job_id, text) values (?, 'once')", lease.jobId());
              if (tries.size() == 1) {
                jdbc.query("select pg_terminate_backend(pg_backend_pid())", row -> {});
              }
            }));
    RunJournal.await(written);

    assertThat(tries).hasSize(2);
    assertThat(notes(lease)).containsExactly("once");
  }

  @Test
  void notesABatchOnceOnlyAndTellsWhichLeasesAreHeld() {
    WrittenBatches batches = new WrittenBatches(jdbc);
    Lease held = claim(job());
    Lease lost = new Lease(claim(job()).jobId(), 0);

    assertThat(batches.note(1, Set.of(held, lost))).contains(Set.of(held));
    assertThat(batches.note(1, Set.of(held))).isEmpty();
    assertThat(batches.note(2, Set.of(lost))).contains(Set.of());
  }

  @Test
  void countsWhatBeganAndGotNoAnswerAsOpenAndThenAsInDoubt() {
    Lease lease = claim(job());
    JobProgress progress = service.bean(JobProgress.class);

    RunJournal.await(writer.write(lease, new Payload.Mark(3)));
    RunJournal.await(writer.write(lease, new Payload.Call(aCall(lease, 1), true)));
    RunJournal.await(writer.write(lease, new Payload.Call(aCall(lease, 2), false)));
    RunJournal.await(writer.write(lease, new Payload.Mark(-1)));

    assertThat(open(lease)).isEqualTo(1);
    assertThat(progress.load(lease.jobId()).usage().inDoubtCalls()).isZero();
    progress.runDied(lease.jobId());
    assertThat(open(lease)).isZero();
    assertThat(progress.load(lease.jobId()).usage().inDoubtCalls()).isEqualTo(1);
    assertThat(progress.load(lease.jobId()).usage().webhook().calls()).isEqualTo(2);
  }

  @Test
  void keepsTheLongestTimeInWorkWithWhatIsWritten() {
    Lease lease = claim(job());
    JobProgress progress = service.bean(JobProgress.class);

    RunJournal.await(writer.write(lease, List.of(new Payload.Mark(1)), 700).getFirst());
    RunJournal.await(
        writer.write(lease, List.of(new Payload.Call(aCall(lease, 1), true)), 600).getFirst());

    assertThat(progress.load(lease.jobId()).runningMs()).isEqualTo(700);
  }

  private static Long open(Lease lease) {
    return jdbc.queryForObject(
        "select open_calls from job_progress where job_id = ?", Long.class, lease.jobId());
  }

  private static CallRow aCall(Lease lease, int number) {
    CallKey key = new CallKey(1, "parent", 0, number, "answer");
    ToolCall call = new ToolCall(key, "h", "system", "http://x", Json.object(), 0, 1, 1, null);
    return CallRow.OfTool.of(lease.jobId(), call, Instant.now()).withSeq(number);
  }

  private static RolloutRow rollout(Lease lease, int position, String objectives) {
    return new RolloutRow(
        lease.jobId(),
        position,
        new CallKey(0, "seed", 0, position, ""),
        "hash",
        null,
        position,
        "val",
        0.5,
        objectives,
        null,
        "\"so so\"",
        "{}",
        null,
        null,
        1,
        1,
        Instant.now());
  }

  private static CompletableFuture<Void> note(Lease lease, String text) {
    return writer.write(
        lease,
        new Payload.Work(() ->
            jdbc.update("insert into note (job_id, text) values (?, ?)", lease.jobId(), text)));
  }

  private static List<String> notes(Lease lease) {
    return jdbc.queryForList(
        "select text from note where job_id = ? order by id", String.class, lease.jobId());
  }

  private static Lease claim(UUID jobId) {
    return leases.claim(jobId, "here").orElseThrow().lease();
  }

  private static UUID job() {
    UUID id = Ids.next();
    jdbc.update(
        "insert into job (id, version, name, labels, status, simulated, created_at)"
            + " values (?, 0, 'test', ?::json, 'RUNNING', false, now())",
        id,
        Json.write(Json.object()));
    jdbc.update("insert into job_progress (job_id) values (?)", id);
    jdbc.update("insert into job_lease (job_id) values (?)", id);
    return id;
  }
}
