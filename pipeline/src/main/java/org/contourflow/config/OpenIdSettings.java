package org.contourflow.config;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Map;

/**
 * Log-in to the console by accounts of an OpenID Connect provider, beside the console's own.
 *
 * @param issuer of the provider, as its discovery document has it
 * @param clientId of the console at the provider
 * @param clientSecret of the console at the provider; none: a public client
 * @param publicAddress where a browser finds the console, with a slash at the end; default: the
 *     address it is served at. The provider sends back to {@code api/openid/callback} below it
 * @param label on the button; default "your organisation's account"
 * @param claims which claims are read
 * @param roles what a value of the role claim makes of its user: VIEWER, PHYSICIST or ADMIN; the
 *     widest counts, and who has none of them does not come in
 */
public record OpenIdSettings(
    @NotNull
        @Pattern(
            regexp = "https://\\S+|http://(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?(/\\S*)?",
            message = "must be an https address (http for this machine only)")
        String issuer,
    @NotNull String clientId,
    Secret clientSecret,
    @Pattern(regexp = "https?://\\S+/", message = "must be an address with a slash at the end")
        String publicAddress,
    String label,
    Claims claims,
    @NotEmpty
        Map<
                String,
                @Pattern(
                    regexp = "(?i)viewer|physicist|admin",
                    message = "must be viewer, physicist or admin")
                String>
            roles) {
  public OpenIdSettings {
    label = label == null ? "your organisation's account" : label;
    claims = claims == null ? new Claims(null, null) : claims;
    roles = roles == null ? Map.of() : Map.copyOf(roles);
  }

  /**
   * Claims of the ID token.
   *
   * @param name what the console calls the user; default preferred_username
   * @param roles a list of texts, or one; a dot leads into an object: realm_access.roles
   */
  public record Claims(String name, String roles) {
    public Claims {
      name = name == null ? "preferred_username" : name;
      roles = roles == null ? "roles" : roles;
    }
  }
}
