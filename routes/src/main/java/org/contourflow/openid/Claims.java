package org.contourflow.openid;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.contourflow.config.OpenIdSettings;

/** What the claims of a token make of its user here. */
final class Claims {
  /** The narrowest first. */
  private static final List<String> ROLES = List.of("VIEWER", "PHYSICIST", "ADMIN");

  /** As long as the store's columns, and nothing that changes how a line reads. */
  private static final Pattern NAME = Pattern.compile("[\\w.+-]+@[\\w.-]+");

  private static final int LONGEST_NAME = 64;

  private Claims() {}

  static Person person(IDTokenClaimsSet claims, OpenIdSettings settings, String to)
      throws RefusedException {
    Map<String, Object> all = claims.toJSONObject();
    String name =
        Stream.of(all.get(settings.claims().name()), all.get("sub"))
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .map(n -> n.contains("@") ? n : n + "@" + URI.create(settings.issuer()).getHost())
            .filter(n -> n.length() <= LONGEST_NAME && NAME.matcher(n).matches())
            .findFirst()
            .orElseThrow(
                () -> new RefusedException(RefusedException.Why.NAME, "no name that can be kept"));
    String role =
        values(all, settings.claims().roles())
            .map(settings.roles()::get)
            .filter(Objects::nonNull)
            .map(r -> r.toUpperCase(Locale.ROOT))
            .max(java.util.Comparator.comparingInt(ROLES::indexOf))
            .orElseThrow(
                () -> new RefusedException(RefusedException.Why.ROLE, "no role of this console"));
    return new Person(name, role, to);
  }

  /** The texts at a path such as {@code realm_access.roles}. */
  private static Stream<String> values(Map<String, Object> claims, String path) {
    Optional<Object> at = Optional.of(claims);
    for (String step : path.split("\\.")) {
      at = at.filter(Map.class::isInstance).map(m -> ((Map<?, ?>) m).get(step));
    }
    return at.map(v -> v instanceof List<?> list ? list.stream() : Stream.of(v)).stream()
        .flatMap(s -> s)
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }
}
