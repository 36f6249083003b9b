package dev.gepaserver.job;

import static dev.gepaserver.engine.strategy.Catalogues.ACCEPTANCES;
import static dev.gepaserver.engine.strategy.Catalogues.CANDIDATE_SELECTORS;
import static dev.gepaserver.engine.strategy.Catalogues.FRONTIERS;
import static dev.gepaserver.engine.strategy.Catalogues.SAMPLINGS;
import static dev.gepaserver.engine.strategy.Catalogues.SELECTIONS;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Defaults;
import dev.gepaserver.engine.model.MergeOptions;
import java.math.BigInteger;
import tools.jackson.databind.node.ObjectNode;

/** The field {@code search} of a job. */
final class SearchFields {

  private static final int SEED_BITS = 1024;
  private static final int MAX_MERGES = 10_000;
  private static final int MAX_OVERLAP = 1_000_000;

  private SearchFields() {}

  static SearchSpec read(Fields job) {
    Fields fields = job.objectOrEmpty("search");
    BigInteger seed = fields.bigWhole("seed", SEED_BITS);
    SearchSpec search =
        new SearchSpec(
            seed == null ? Defaults.SEED : seed,
            ChoiceReader.read(
                fields, "candidateSelector", Defaults.CANDIDATE_SELECTOR, CANDIDATE_SELECTORS),
            ChoiceReader.read(fields, "frontier", Defaults.FRONTIER, FRONTIERS),
            ChoiceReader.read(fields, "acceptance", Defaults.ACCEPTANCE, ACCEPTANCES),
            ChoiceReader.read(fields, "sampling", Defaults.SAMPLING, SAMPLINGS),
            ChoiceReader.read(fields, "selection", Defaults.SELECTION, SELECTIONS),
            readMerge(fields.objectOrEmpty("merge")),
            fields.flag("cacheEvaluations", Defaults.CACHE_EVALUATIONS),
            fields.flag("skipDuplicates", Defaults.SKIP_DUPLICATES));
    fields.rejectUnknown();
    return search;
  }

  private static MergeOptions readMerge(Fields fields) {
    MergeOptions merge =
        new MergeOptions(
            fields.flag("enabled", Defaults.MERGE_ENABLED),
            fields.whole("maxInvocations", Defaults.MERGE_MAX_INVOCATIONS, 0, MAX_MERGES),
            fields.whole("valOverlapFloor", Defaults.MERGE_VAL_OVERLAP_FLOOR, 0, MAX_OVERLAP));
    fields.rejectUnknown();
    return merge;
  }

  static ObjectNode write(SearchSpec search) {
    ObjectNode json = Json.object();
    json.put("seed", search.seed());
    json.set("candidateSelector", ChoiceReader.write(search.candidateSelector()));
    json.set("frontier", ChoiceReader.write(search.frontier()));
    json.set("acceptance", ChoiceReader.write(search.acceptance()));
    json.set("sampling", ChoiceReader.writeObject(search.sampling()));
    json.set("selection", ChoiceReader.writeObject(search.selection()));
    json.putObject("merge")
        .put("enabled", search.merge().enabled())
        .put("maxInvocations", search.merge().maxInvocations())
        .put("valOverlapFloor", search.merge().valOverlapFloor());
    json.put("cacheEvaluations", search.cacheEvaluations());
    json.put("skipDuplicates", search.skipDuplicates());
    return json;
  }
}
