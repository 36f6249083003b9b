package dev.gepaserver.outbound;

import dev.gepaserver.common.Mask;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values in a URL's query whose names tell, as those of headers do, that they are secret. */
final class QuerySecrets {

  private static final Pattern PARAMETER = Pattern.compile("(?<=[?&;])([^=&;#]+)=([^&;#]+)");

  private QuerySecrets() {}

  /** A URL with them masked. */
  static String masked(String url) {
    return PARAMETER
        .matcher(url)
        .replaceAll(parameter ->
            Matcher.quoteReplacement(
                HeaderRules.secret(decoded(parameter.group(1)))
                    ? parameter.group(1) + "=" + Mask.SHOWN
                    : parameter.group()));
  }

  /** Whether any of them stands there as it is shown. */
  static boolean shown(String url) {
    return PARAMETER
        .matcher(url)
        .results()
        .anyMatch(parameter ->
            HeaderRules.secret(decoded(parameter.group(1)))
                && parameter.group(2).equals(Mask.SHOWN));
  }

  /** They themselves, as they stand there and decoded. */
  static List<String> of(URI url) {
    List<String> secrets = new ArrayList<>();
    PARAMETER
        .matcher(url.toString())
        .results()
        .filter(parameter -> HeaderRules.secret(decoded(parameter.group(1))))
        .forEach(parameter -> {
          secrets.add(parameter.group(2));
          secrets.add(decoded(parameter.group(2)));
        });
    return secrets;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // What is no URL is shown before it is refused.
      return text;
    }
  }
}
