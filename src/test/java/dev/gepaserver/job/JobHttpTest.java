package dev.gepaserver.job;

import dev.gepaserver.testing.TestDatabase;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * Starts the rooms that jobs need on a free port, with a fresh database, once for all tests so
 * marked.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(
    classes = JobTestApp.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "db-scheduler.enabled=false",
      "gepa.limits.body=200KB",
      "gepa.providers.priced.type=openai",
      "gepa.providers.priced.api-key=none",
      "gepa.providers.priced.base-url=http://127.0.0.1:1/v1",
      "gepa.providers.priced.prices.small.input-usd-per-million=1",
      "gepa.providers.priced.prices.small.output-usd-per-million=4",
      "gepa.providers.unusable.type=openai",
      "gepa.providers.unusable.base-url=http://127.0.0.1:1/v1"
    })
@ContextConfiguration(initializers = TestDatabase.class)
@Import(TestClient.class)
@interface JobHttpTest {}
