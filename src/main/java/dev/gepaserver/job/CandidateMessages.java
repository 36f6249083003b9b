package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.MessageTemplate;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.job.persistence.JobQueries;
import dev.gepaserver.system.Systems;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** What a job's system makes of a candidate's texts, to be used without the job. */
@Service
public class CandidateMessages {

  private final JobQueries queries;
  private final SpecReader reader;
  private final Systems systems;

  CandidateMessages(JobQueries queries, SpecReader reader, Systems systems) {
    this.queries = queries;
    this.reader = reader;
    this.systems = systems;
  }

  /**
   * The messages of a candidate.
   *
   * @param texts its texts by component
   * @param first those of the job's candidate 0, whose placeholders count where the job was given
   *     no texts
   * @return with places left for the fields of examples; none where the system has no messages
   * @throws ApiException {@code not-found}
   */
  public Found of(UUID jobId, Map<String, String> texts, Map<String, String> first) {
    String json =
        queries.spec(jobId).orElseThrow(() -> ApiException.notFound("there is no job " + jobId));
    JobSpec spec = reader.readKept(json);
    Texts seed = Texts.of(spec.writesSeed() ? first : spec.seedCandidate());
    return new Found(spec.system().type(), systems.messages(spec.system(), seed, Texts.of(texts)));
  }

  /**
   * What was found.
   *
   * @param system the type of the job's system
   * @param messages in the order they are sent
   */
  public record Found(String system, List<MessageTemplate> messages) {}
}
