package dev.gepaserver.llm;

import dev.gepaserver.common.Money;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Patience.Attempt;
import dev.gepaserver.journal.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is to be paid for one call, all its attempts. One that was answered but cannot be used
 * counts with the usage that it tells; one that was sent and lost, or tells none, with the most
 * that it can cost. Who is turned away is billed nothing. Used by one thread.
 */
final class Bill {

  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE / 1_000);

  private final ModelRequest request;
  private final boolean simulated;
  private final int mostBilled;
  private Usage inVain = Usage.NONE;
  private int billed;

  /**
   * Opens it.
   *
   * @param request with the prices of its model
   * @param simulated whether the provider only simulates, so that no price is none
   * @param mostBilled attempts that may be billed, at least 1
   */
  Bill(ModelRequest request, boolean simulated, int mostBilled) {
    this.request = request;
    this.simulated = simulated;
    this.mostBilled = mostBilled;
  }

  /** The same attempt, billed where it fails; the last one where no further one may be billed. */
  <T> Attempt<T> of(Attempt<T> attempt) {
    return number -> {
      try {
        return attempt.make(number);
      } catch (AttemptFailedException e) {
        throw e.billable() ? billed(e) : e;
      }
    };
  }

  private AttemptFailedException billed(AttemptFailedException why) {
    Usage told = why.usage();
    AttemptFailedException failed = why;
    if (told != null && told.inputTokens() > 0) {
      inVain = inVain.plus(priced(told));
    } else {
      Long most = most();
      inVain = inVain.plus(new Usage(0, 0, 0, 0, most));
      BigDecimal usd = Money.usd(most);
      if (usd != null && usd.signum() > 0) {
        failed = why.remarking("it may be billed, and counts with " + usd.toPlainString() + " USD");
      }
    }
    return ++billed < mostBilled ? failed : failed.last();
  }

  /** Of a call that was answered at last. */
  Usage answered(Reply reply) {
    Usage told = reply.usage();
    TokenPrices prices = request.model().prices();
    boolean unknown = prices != null && !prices.free() && !reply.tellsUsage();
    return inVain.plus(unknown ? withCost(told, null) : priced(told));
  }

  /** Of a call that was not. */
  Usage failed() {
    return inVain;
  }

  private Usage priced(Usage told) {
    TokenPrices prices = request.model().prices();
    return withCost(
        told,
        prices == null
            ? unpriced()
            : (Long)
                prices.costNanos(told.inputTokens(), told.cachedTokens(), told.outputTokens()));
  }

  /** Where replies have no bound, nobody knows more than the prompt. */
  private @Nullable Long most() {
    TokenPrices prices = request.model().prices();
    Integer maxTokens = request.model().maxTokens();
    return prices == null
        ? unpriced()
        : (Long)
            prices
                .mostNanos(request.mostTokens(), maxTokens == null ? 0 : maxTokens)
                .min(MOST)
                .longValue();
  }

  private @Nullable Long unpriced() {
    return simulated ? (Long) 0L : null;
  }

  private static Usage withCost(Usage told, @Nullable Long costNanos) {
    return new Usage(
        told.inputTokens(),
        told.cachedTokens(),
        told.reasoningTokens(),
        told.outputTokens(),
        costNanos);
  }
}
