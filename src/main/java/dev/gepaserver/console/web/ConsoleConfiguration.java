package dev.gepaserver.console.web;

import java.time.Duration;
import java.util.Set;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.VersionResourceResolver;
import org.webjars.WebJarVersionLocator;

/**
 * Serves the console's static files under names that hold a hash of their content, so that browsers
 * may keep them for good.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration implements WebMvcConfigurer {

  private static final Duration FOR_GOOD = Duration.ofDays(365);
  private static final Set<String> LIBRARIES = Set.of("htmx.org", "htmx-ext-sse", "d3");

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    WebJarVersionLocator webjars = new WebJarVersionLocator();
    serve(registry, "/assets/**", "classpath:/console/");
    serve(registry, "/assets/demo/**", "classpath:/demo/");
    for (String library : LIBRARIES) {
      serve(
          registry,
          "/assets/" + library + "/**",
          "classpath:/META-INF/resources/webjars/"
              + library
              + "/"
              + webjars.version(library)
              + "/");
    }
  }

  private static void serve(ResourceHandlerRegistry registry, String path, String location) {
    registry
        .addResourceHandler(path)
        .addResourceLocations(location)
        .setCacheControl(CacheControl.maxAge(FOR_GOOD).cachePublic().immutable())
        .resourceChain(true)
        .addResolver(new VersionResourceResolver().addContentVersionStrategy("/**"));
  }
}
