package dev.gepaserver.problem;

import dev.gepaserver.web.SecurityHeaders;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Replaces the container's own HTML page for requests that reach no application, such as malformed
 * ones.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class ContainerReports implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerReports.class);

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    // Added last it stands innermost, and so comes before the page of the container.
    factory.addContextCustomizers(
        context -> context.getParent().getPipeline().addValve(new ProblemValve()));
  }

  private static final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable cause) {
      if (response.getStatus() < 400
          || response.getContentWritten() > 0
          || !response.setErrorReported()) {
        return;
      }
      String path = request.getRequestURI() == null ? "" : request.getRequestURI();
      try {
        SecurityHeaders.set(response.getResponse());
        ProblemWriter.write(
            response.getResponse(), ContainerErrors.problem(response.getStatus(), path, cause));
        response.finishResponse();
      } catch (IOException e) {
        LOG.debug("The client of {} went before it was told", path, e);
      }
    }
  }
}
