package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveReader;
import dev.gepaserver.archive.EventBatch;
import dev.gepaserver.archive.Extent;
import dev.gepaserver.archive.Views.CandidateView;
import dev.gepaserver.archive.Views.EdgeView;
import dev.gepaserver.archive.Views.EventView;
import dev.gepaserver.archive.Views.IterationView;
import dev.gepaserver.archive.Views.LineageView;
import dev.gepaserver.archive.Views.ModelCallView;
import dev.gepaserver.archive.Views.NodeView;
import dev.gepaserver.archive.Views.ParetoView;
import dev.gepaserver.archive.Views.ReflectionView;
import dev.gepaserver.archive.Views.RolloutView;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Page;
import dev.gepaserver.job.JobStatus;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Repository;

@Repository
class JdbcArchiveReader implements ArchiveReader {

  private final JdbcTemplate jdbc;
  private final Fronts fronts;
  private final RolloutQueries rollouts;
  private final ReflectionQueries reflections;
  private final ExampleLabels labels;

  JdbcArchiveReader(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.fronts = new Fronts(jdbc);
    this.rollouts = new RolloutQueries(jdbc);
    this.reflections = new ReflectionQueries(jdbc);
    this.labels = new ExampleLabels(jdbc);
  }

  @Override
  public Extent extent(UUID jobId) {
    return Extents.of(jdbc, jobId);
  }

  @Override
  public boolean hasAll(UUID jobId, Extent extent) {
    return Extents.isThere(jdbc, jobId, extent);
  }

  @Override
  public Page<CandidateView> candidates(UUID jobId, Cursor cursor) {
    List<CandidateView> rows =
        jdbc.query(
            "select * from candidate where job_id = ? and index > ? order by index limit ?",
            candidateMapper(jobId),
            jobId,
            cursor.after() == null ? -1L : cursor.afterNumber(),
            cursor.limit() + 1);
    return Page.of(rows, cursor.limit(), c -> Integer.toString(c.index()));
  }

  @Override
  public Optional<CandidateView> candidate(UUID jobId, int index) {
    return jdbc
        .query(
            "select * from candidate where job_id = ? and index = ?",
            candidateMapper(jobId),
            jobId,
            index)
        .stream()
        .findFirst();
  }

  private RowMapper<CandidateView> candidateMapper(UUID jobId) {
    List<String> examples = labels.validation(jobId);
    Set<Integer> onFrontier = fronts.members(jobId);
    return (row, i) -> {
      List<Double> scores = Rows.doubles(row, "val_scores");
      return new CandidateView(
          row.getInt("index"),
          Rows.texts(row.getString("components")),
          Rows.ints(row, "parents"),
          row.getString("origin"),
          row.getInt("iteration"),
          row.getLong("discovered_at"),
          row.getDouble("val_score"),
          Labels.scores(examples, scores),
          Labels.means(Json.parse(row.getString("val_objectives"))),
          onFrontier.contains(row.getInt("index")));
    };
  }

  @Override
  public Page<IterationView> iterations(UUID jobId, Cursor cursor) {
    List<IterationView> rows =
        jdbc.query(
            "select * from iteration where job_id = ? and iteration > ? order by iteration limit ?",
            (row, i) ->
                new IterationView(
                    row.getInt("iteration"),
                    row.getString("kind"),
                    row.getLong("rollouts_before"),
                    row.getLong("rollouts_after"),
                    row.getTimestamp("at").toInstant(),
                    new ArrayList<>()),
            jobId,
            cursor.afterNumber(),
            cursor.limit() + 1);
    Page<IterationView> page =
        Page.of(rows, cursor.limit(), row -> Integer.toString(row.iteration()));
    if (!page.items().isEmpty()) {
      addProposals(jobId, page.items());
    }
    return page;
  }

  private void addProposals(UUID jobId, List<IterationView> iterations) {
    Map<Integer, IterationView> byNumber = new HashMap<>();
    iterations.forEach(iteration -> byNumber.put(iteration.iteration(), iteration));
    List<String> train = labels.training(jobId);
    List<String> validation = labels.validation(jobId);
    jdbc.query(
        "select * from proposal where job_id = ? and iteration between ? and ? order by iteration, task",
        row -> {
          IterationView iteration = byNumber.get(row.getInt("iteration"));
          if (iteration != null) {
            List<String> names = iteration.kind().equals("merge") ? validation : train;
            iteration.proposals().add(RowViews.proposal(row, names));
          }
        },
        jobId,
        iterations.getFirst().iteration(),
        iterations.getLast().iteration());
  }

  @Override
  public Page<RolloutView> rollouts(UUID jobId, RolloutFilter filter, Cursor cursor) {
    return rollouts.page(jobId, filter, cursor);
  }

  @Override
  public Optional<RolloutView> rollout(UUID jobId, String rolloutId) {
    return rollouts.one(jobId, rolloutId);
  }

  @Override
  public Page<ReflectionView> reflections(UUID jobId, Cursor cursor) {
    return reflections.page(jobId, cursor);
  }

  @Override
  public Page<ModelCallView> modelCalls(UUID jobId, Cursor cursor) {
    record Row(long seq, ModelCallView view) {}
    List<Row> rows =
        jdbc.query(
            "select * from model_call where job_id = ? and seq > ? order by seq limit ?",
            (row, i) -> new Row(row.getLong("seq"), RowViews.modelCall(row)),
            jobId,
            cursor.afterNumber(),
            cursor.limit() + 1);
    return Page.of(rows, cursor.limit(), row -> Long.toString(row.seq)).map(Row::view);
  }

  @Override
  public Page<EventView> events(UUID jobId, Cursor cursor) {
    List<EventView> rows =
        jdbc.query(
            "select * from event where job_id = ? and seq > ? order by seq limit ?",
            (row, i) -> RowViews.event(row),
            jobId,
            cursor.afterNumber(),
            cursor.limit() + 1);
    return Page.of(rows, cursor.limit(), event -> Long.toString(event.seq()));
  }

  @Override
  public Optional<EventBatch> eventsAfter(UUID jobId, long seq, int atMost) {
    return jdbc.query(
        """
        select j.status, e.* from job j
        left join lateral (select * from event where job_id = j.id and seq > ? order by seq limit ?) e on true
        where j.id = ? order by e.seq\
        """,
        (ResultSet row) -> {
          List<EventView> events = new ArrayList<>();
          JobStatus status = null;
          while (row.next()) {
            status = JobStatus.valueOf(row.getString("status"));
            if (row.getString("type") != null) {
              events.add(RowViews.event(row));
            }
          }
          return status == null
              ? Optional.empty()
              : Optional.of(EventBatch.of(events, atMost, status.ended()));
        },
        seq,
        atMost + 1,
        jobId);
  }

  @Override
  public Map<UUID, Long> lastEvents(Collection<UUID> jobIds) {
    Map<UUID, Long> last = new HashMap<>();
    jdbc.query(
        "select id, coalesce(last_seq, 0) as last from job left join event_head on job_id = id"
            + " where id = any (?)",
        row -> {
          last.put(row.getObject("id", UUID.class), row.getLong("last"));
        },
        (Object) jobIds.toArray(UUID[]::new));
    return last;
  }

  @Override
  public Optional<ParetoView> pareto(UUID jobId, String frontier, @Nullable Integer iteration) {
    Integer last =
        jdbc.queryForObject(
            "select max(iteration) from iteration where job_id = ?", Integer.class, jobId);
    if (last == null || (iteration != null && (iteration < 0 || iteration > last))) {
      return Optional.empty();
    }
    int asOf = iteration == null ? last : iteration;
    return Optional.of(fronts.asOf(jobId, frontier, asOf, labels.validation(jobId)));
  }

  @Override
  public LineageView lineage(UUID jobId, @Nullable Integer best) {
    Set<Integer> onFrontier = fronts.members(jobId);
    List<EdgeView> edges = new ArrayList<>();
    List<NodeView> nodes =
        jdbc.query(
            "select index, val_score, origin, parents from candidate where job_id = ? order by index",
            (row, i) -> {
              int index = row.getInt("index");
              Rows.ints(row, "parents").forEach(parent -> edges.add(new EdgeView(parent, index)));
              return new NodeView(
                  index,
                  row.getDouble("val_score"),
                  row.getString("origin"),
                  onFrontier.contains(index),
                  best != null && best == index);
            },
            jobId);
    return new LineageView(nodes, edges);
  }
}
