package dev.gepaserver.access.web;

import dev.gepaserver.web.SecurityHeaders;
import jakarta.servlet.Filter;
import java.util.Objects;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Puts before a management port of its own what stands before the service's port. A context of its
 * own serves it, which has none of our filters unless they are named here; it is not scanned for,
 * since in ours they would then stand twice.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementDoor {

  @Bean
  static FilterRegistrationBean<SecurityHeaders> managementHeaders() {
    FilterRegistrationBean<SecurityHeaders> filter =
        new FilterRegistrationBean<>(new SecurityHeaders());
    filter.setOrder(SecurityConfiguration.ORDER - 1);
    return filter;
  }

  @Bean
  static FilterRegistrationBean<Filter> managementSecurity(ApplicationContext context) {
    BeanFactory service = Objects.requireNonNull(context.getParentBeanFactory());
    FilterRegistrationBean<Filter> filter =
        new FilterRegistrationBean<>(service.getBean("springSecurityFilterChain", Filter.class));
    filter.setOrder(SecurityConfiguration.ORDER);
    return filter;
  }
}
