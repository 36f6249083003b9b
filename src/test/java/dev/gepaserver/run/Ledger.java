package dev.gepaserver.run;

import dev.gepaserver.common.Money;
import dev.gepaserver.testing.TestDatabase;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** What the rows of the ledger add up to, to be compared with what a job shows as its usage. */
final class Ledger {

  private Ledger() {}

  /** The sums of a job's rows, by what they stand for. */
  static Map<String, String> of(TestDatabase.Access database, String jobId) {
    JdbcTemplate jdbc =
        new JdbcTemplate(
            new DriverManagerDataSource(database.url(), database.user(), database.password()));
    Map<String, String> sums = new TreeMap<>();
    for (String role : new String[] {"task", "reflection", "judge"}) {
      jdbc.query(
          """
          select count(*) as calls, coalesce(sum(input_tokens), 0) as input,
            coalesce(sum(cached_tokens), 0) as cached, coalesce(sum(reasoning_tokens), 0) as reasoning,
            coalesce(sum(output_tokens), 0) as output, coalesce(sum(cost_nanos), 0) as cost,
            count(*) filter (where cost_nanos is null) as unpriced
          from model_call where job_id = ? and role = ?
          """,
          row -> {
            sums.put(role + " calls", row.getString("calls"));
            sums.put(role + " input", row.getString("input"));
            sums.put(role + " cached", row.getString("cached"));
            sums.put(role + " reasoning", row.getString("reasoning"));
            sums.put(role + " output", row.getString("output"));
            boolean known = row.getLong("unpriced") == 0;
            sums.put(role + " cost", known ? usd(row.getLong("cost")) : "null");
          },
          UUID.fromString(jobId),
          role);
    }
    jdbc.query(
        "select count(*) as calls, coalesce(sum(cost_nanos), 0) as cost from tool_call where job_id = ?",
        row -> {
          sums.put("webhook calls", row.getString("calls"));
          sums.put("webhook cost", usd(row.getLong("cost")));
        },
        UUID.fromString(jobId));
    sums.put("cost", sum(sums));
    return sums;
  }

  private static String sum(Map<String, String> sums) {
    BigDecimal all = BigDecimal.ZERO;
    for (String part : new String[] {"task", "reflection", "judge", "webhook"}) {
      String cost = sums.get(part + " cost");
      if (cost.equals("null")) {
        return cost;
      }
      all = all.add(new BigDecimal(cost));
    }
    return plain(all);
  }

  /** The same of a job's view. */
  static Map<String, String> shown(JsonNode usage) {
    Map<String, String> shown = new TreeMap<>();
    for (String role : new String[] {"task", "reflection", "judge"}) {
      JsonNode of = usage.get(role);
      shown.put(role + " calls", of.get("calls").toString());
      shown.put(role + " input", of.get("inputTokens").toString());
      shown.put(role + " cached", of.get("cachedTokens").toString());
      shown.put(role + " reasoning", of.get("reasoningTokens").toString());
      shown.put(role + " output", of.get("outputTokens").toString());
      shown.put(role + " cost", amount(of.get("costUsd")));
    }
    shown.put("webhook calls", usage.at("/webhook/calls").toString());
    shown.put("webhook cost", amount(usage.at("/webhook/costUsd")));
    shown.put("cost", amount(usage.get("costUsd")));
    return shown;
  }

  private static String amount(JsonNode usd) {
    return usd.isNull() ? "null" : plain(usd.decimalValue());
  }

  private static String usd(long nanos) {
    return plain(Money.usd(nanos));
  }

  private static String plain(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }
}
