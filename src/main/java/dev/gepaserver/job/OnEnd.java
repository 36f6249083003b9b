package dev.gepaserver.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Who is told when a job ends: the field {@code onEnd}.
 *
 * @param url where the job's view is posted
 * @param secret name of the configured secret that signs, null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OnEnd(URI url, @Nullable String secret) {}
