package org.contourflow.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.contourflow.accounts.Role;

/** Which request is answered by what, and for whom. */
final class Routes {
  private static final int SHORT_BODY = 64 * 1024;

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Call call) throws IOException;
  }

  /**
   * A kind of request.
   *
   * @param least who may ask it
   * @param longestBody bytes of a body that is taken
   */
  record Route(String method, Pattern path, Role least, int longestBody, Handler handler) {}

  /** A route and what its pattern left open. */
  record Match(Route route, List<String> open) {}

  private final List<Route> routes = new ArrayList<>();

  /** {@code {}} in a path stands for letters, digits, dots, dashes and underscores. */
  Routes add(String method, String path, Role least, Handler handler) {
    return add(method, path, least, SHORT_BODY, handler);
  }

  Routes add(String method, String path, Role least, int longestBody, Handler handler) {
    Pattern pattern = Pattern.compile(path.replace(".", "\\.").replace("{}", "([\\w.-]{1,128})"));
    routes.add(new Route(method, pattern, least, longestBody, handler));
    return this;
  }

  Optional<Match> find(String method, String path) {
    for (Route route : routes) {
      Matcher m = route.path().matcher(path);
      if (route.method().equals(method) && m.matches()) {
        return Optional.of(
            new Match(route, IntStream.rangeClosed(1, m.groupCount()).mapToObj(m::group).toList()));
      }
    }
    return Optional.empty();
  }

  /** Whether another method of that path is known. */
  boolean knows(String path) {
    return routes.stream().anyMatch(r -> r.path().matcher(path).matches());
  }
}
