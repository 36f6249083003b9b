package dev.gepaserver.system;

import dev.gepaserver.evaluation.Evaluation;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.journal.ModelCall;
import org.jspecify.annotations.Nullable;

/**
 * What reflection is told of a reply that is scored though it is not a whole answer: without it,
 * the text would be rewritten for a fault that it does not have.
 */
public final class ReplyRemark {

  private ReplyRemark() {}

  /** The remark on a reply; null where it is a whole one. */
  public static @Nullable String on(ModelCall call, @Nullable Integer maxTokens) {
    String reply = call.reply();
    if ("length".equals(call.finishReason())) {
      String cut =
          maxTokens == null
              ? "The reply was cut off, because it reached the limit of its length"
              : "The reply was cut off at maxTokens (%d)".formatted(maxTokens);
      return reply == null || reply.isBlank() ? cut + " before it had any text." : cut + ".";
    }
    return reply == null || reply.isBlank() ? "The reply was empty." : null;
  }

  /** The evaluator with the remark before its feedback. */
  public static Evaluator before(Evaluator evaluator, @Nullable String remark) {
    if (remark == null) {
      return evaluator;
    }
    return (input, scope) -> {
      Evaluation evaluation = evaluator.evaluate(input, scope);
      return new Evaluation(
          evaluation.score(), evaluation.objectives(), evaluation.feedback().after(remark));
    };
  }
}
