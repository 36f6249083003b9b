package dev.gepaserver.access;

import dev.gepaserver.GepaServer;
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
 * Starts the whole service, closed, on a free port with a fresh database, once for all tests so
 * marked.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(
    classes = GepaServer.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "gepa.access.mode=closed",
      "gepa.access.requests-per-minute=" + ClosedServiceTest.REQUESTS_PER_MINUTE,
      "gepa.access.keys.root.key=" + ClosedServiceTest.ROOT_KEY,
      "gepa.access.keys.root.role=admin",
      "db-scheduler.polling-interval=100ms",
      "spring.main.banner-mode=off"
    })
@ContextConfiguration(initializers = TestDatabase.class)
@Import({KeyClient.class, PageOfTests.class})
@interface ClosedServiceTest {

  String ROOT_KEY = "the-key-of-root-that-the-settings-give-0123456789";

  int REQUESTS_PER_MINUTE = 300;
}
