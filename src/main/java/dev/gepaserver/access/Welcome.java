package dev.gepaserver.access;

import dev.gepaserver.common.Caller;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells at the start who may come in; where nobody could, makes the first key and shows it. */
@Component
class Welcome {

  /** Name of the first key. */
  static final String FIRST = "first key";

  private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);
  private static final Pattern FIRSTS = Pattern.compile(Pattern.quote(FIRST) + "( \\d+)?");
  private static final int MOST_NAMES = 20;
  private static final String LINE = "=".repeat(100);

  private final Door door;
  private final Keys keys;
  private final PrintStream out;

  @Autowired
  Welcome(Door door, Keys keys) {
    // Not the log, which is kept and sent on.
    this(door, keys, System.out);
  }

  Welcome(Door door, Keys keys, PrintStream out) {
    this.door = door;
    this.keys = keys;
    this.out = out;
  }

  /** Whether a name is one of the first key, or of those that came after it was lost. */
  static boolean isFirst(String name) {
    return FIRSTS.matcher(name).matches();
  }

  @EventListener(ApplicationReadyEvent.class)
  void started() {
    if (!door.isOpen()) {
      LOG.info("Requests need a key");
      makeFirstKey();
      warnOfKeysOfAnybody();
    } else if (door.isLoopback()) {
      LOG.info(
          "No key is needed, since only this machine gets here; gepa.access.mode=closed changes that");
    } else {
      LOG.warn(
          "No key is needed, by gepa.access.mode=open: whoever reaches this service may make it"
              + " call models and addresses");
    }
  }

  private void makeFirstKey() {
    try (Caller.Mark _ = Caller.ANYBODY.mark()) {
      keys.createFirst(FIRST).ifPresent(this::show);
    }
  }

  private void warnOfKeysOfAnybody() {
    List<String> names = keys.madeByAnybody();
    if (!names.isEmpty()) {
      LOG.warn(
          "{} key(s) were made while none was needed, by whoever reached this service, and are good"
              + " still; revoke those that nobody knows: {}",
          names.size(),
          names.stream().limit(MOST_NAMES).toList());
    }
  }

  private void show(CreatedKey key) {
    out.printf(
        """
        %1$s
        The first key of this service, which may do everything. It is shown this once:

            %2$s

        Send it as "Authorization: Bearer ...", and make others with it: POST /api/v1/keys
        %1$s
        """,
        LINE, key.key());
    out.flush();
  }
}
