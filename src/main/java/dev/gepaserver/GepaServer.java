package dev.gepaserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service: accepts optimization jobs over HTTP and runs them until their budget is spent. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GepaServer {

  /** Starts the service; settings come from the environment, the command line or a file. */
  public static void main(String[] args) {
    SpringApplication.run(GepaServer.class, args);
  }
}
