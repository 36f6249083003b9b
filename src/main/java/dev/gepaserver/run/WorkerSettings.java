package dev.gepaserver.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this node works on jobs. Read by db-scheduler through the settings that application.yaml
 * derives from these.
 *
 * @param maxJobs jobs run at once on this node, at least 1
 * @param heartbeat how often the node shows that it lives; one that misses four is taken for dead,
 *     and its jobs go on elsewhere
 */
@ConfigurationProperties(value = "gepa.workers", ignoreUnknownFields = false)
record WorkerSettings(@DefaultValue("4") int maxJobs, @DefaultValue("PT5S") Duration heartbeat) {}
