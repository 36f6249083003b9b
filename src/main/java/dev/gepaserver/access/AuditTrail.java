package dev.gepaserver.access;

import dev.gepaserver.access.persistence.AuditStore;
import dev.gepaserver.common.Caller;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Deed;
import dev.gepaserver.common.Page;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps who did what. What nobody asked for, such as the end of a retention, is no deed. */
@Service
public class AuditTrail {

  private final AuditStore store;
  private final InstantSource clock;

  AuditTrail(AuditStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Notes a deed in the transaction that does it. */
  @EventListener
  @Transactional
  public void done(Deed deed) {
    Caller.current().ifPresent(caller -> store.insert(clock.instant(), caller, deed));
  }

  /** Deeds, newest first. */
  public Page<AuditEntry> list(Cursor cursor) {
    List<AuditEntry> rows = store.list(cursor.afterNumber(), cursor.limit() + 1);
    return Page.of(rows, cursor.limit(), entry -> Long.toString(entry.id()));
  }
}
