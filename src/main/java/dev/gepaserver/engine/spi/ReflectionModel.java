package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.Message;
import java.util.List;

/** The reflection model as one dialogue sees it. */
@FunctionalInterface
public interface ReflectionModel {

  /**
   * Asks once.
   *
   * @param attempt the number of the attempt, from 1
   * @param conversation all messages so far; the last one is ours
   */
  ReflectionReply ask(int attempt, List<Message> conversation);
}
