package dev.foresight.edge;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call the service, and how much of it.
 *
 * @param issuer address of an OpenID Connect issuer whose bearer tokens are accepted; default none
 * @param audience what a token's {@code aud} must hold; default {@code foresight}
 * @param rolesClaim the claim that holds {@code viewer} or {@code submitter}; dots lead into
 *     objects; default {@code roles}
 * @param tokensFile file with a line {@code role:token} for each static token; default none
 * @param allowAnonymous whether a service that is not bound to loopback may start without issuer
 *     and tokens file; default false
 * @param hosts names by which clients call the service; default any, or those of loopback while the
 *     service is bound to it
 * @param body largest body of a request; default 1 MB
 * @param changesPerMinute requests other than GET a minute of one client; 0 means no limit; default
 *     300
 */
@Validated
@ConfigurationProperties("foresight.security")
record SecurityProperties(
    @Nullable String issuer,
    @NotBlank String audience,
    @NotBlank String rolesClaim,
    @Nullable Path tokensFile,
    boolean allowAnonymous,
    List<String> hosts,
    @NotNull DataSize body,
    @Min(0) int changesPerMinute) {

  @SuppressWarnings("NullAway") // null where the property is empty
  SecurityProperties {
    issuer = issuer == null || issuer.isBlank() ? null : issuer;
    tokensFile = tokensFile == null || tokensFile.toString().isBlank() ? null : tokensFile;
    hosts = hosts == null ? List.of() : List.copyOf(hosts);
  }

  /** Whether anything tells one caller from another. */
  boolean authenticates() {
    return issuer != null || tokensFile != null;
  }
}
