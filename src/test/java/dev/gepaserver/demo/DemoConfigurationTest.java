package dev.gepaserver.demo;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class DemoConfigurationTest {

  @RegisterExtension
  static final WireMockExtension SERVICE =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withBean(InstantSource.class, InstantSource::system)
          .withUserConfiguration(DemoConfiguration.class);

  @Test
  void runsTheDemoAgainstTheServicesOwnPortOnceItIsReady(CapturedOutput output) {
    SERVICE.stubFor(
        post("/api/v1/jobs").willReturn(jsonResponse("{\"detail\": \"not today\"}", 400)));

    application
        .withPropertyValues("spring.profiles.active=demo", "local.server.port=" + SERVICE.getPort())
        .run(context -> {
          context.publishEvent(
              new ApplicationReadyEvent(
                  new SpringApplication(), new String[0], context, Duration.ZERO));

          await().until(() -> output.getOut().contains("goes on answering"));
          assertThat(output.getOut()).contains("not today");
        });
  }

  @Test
  void isAwayWithoutTheProfile() {
    application.run(context -> assertThat(context).doesNotHaveBean(DemoConfiguration.class));
  }
}
