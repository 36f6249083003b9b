package dev.gepaserver.settings;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells of settings that cannot be bound without telling their values, where these may be secrets:
 * the framework would show {@code gepa.outbound.secret.x} in full where {@code secrets} was meant.
 * Values of other settings are left to the framework, which shows them.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class HiddenValueAnalyzer extends AbstractFailureAnalyzer<BindException> {

  private static final Pattern SECRET =
      Pattern.compile(
          "key|secret|token(?!s-?per-?minute)|password|passwd|credential|^gepa\\.providers(\\.[^.]+)?$");

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
    if (cause.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
      return unknown(unbound);
    }
    String fault = ownFault(cause);
    if (fault != null) {
      return new FailureAnalysis(
          cause.getName() + ": " + fault, "Look up the setting in the README.", cause);
    }
    ConfigurationProperty property = cause.getProperty();
    String setting = String.valueOf(property == null ? cause.getName() : property.getName());
    if (!SECRET.matcher(setting.toLowerCase(Locale.ROOT)).find()) {
      return null;
    }
    return new FailureAnalysis(
        setting
            + " has a value that cannot be used here; it is not shown, since it may be a secret"
            + origin(property),
        "Look up the setting's name and form in the README.",
        cause);
  }

  /**
   * What our own check of settings that belong together says; the setting that the framework names
   * for it is only the one that was read last. Such a message never shows a secret.
   */
  private static @Nullable String ownFault(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      StackTraceElement[] trace = cause.getStackTrace();
      if (cause instanceof IllegalArgumentException
          && trace.length > 0
          && trace[0].getClassName().startsWith("dev.gepaserver.")) {
        return cause.getMessage();
      }
    }
    return null;
  }

  private static FailureAnalysis unknown(UnboundConfigurationPropertiesException unbound) {
    Set<String> settings = new TreeSet<>();
    for (ConfigurationProperty property : unbound.getUnboundProperties()) {
      ConfigurationPropertyName name = property.getName();
      settings.add(name + origin(property));
    }
    return new FailureAnalysis(
        "There is no such setting: " + String.join("; ", settings),
        "Look up the setting's name in the README.",
        unbound);
  }

  private static String origin(@Nullable ConfigurationProperty property) {
    return property == null || property.getOrigin() == null
        ? ""
        : " (" + property.getOrigin() + ")";
  }
}
