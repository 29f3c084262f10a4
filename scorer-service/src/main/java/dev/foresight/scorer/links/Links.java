package dev.foresight.scorer.links;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Addresses as a browser reaches them, that the live page links to; the scorer itself calls none.
 * Each is empty where it is not known.
 *
 * @param trainer before {@code /api/v1/training-jobs} and its other paths
 * @param sampler before {@code /api/v1/evaluations}
 * @param dashboards of a Grafana with the dashboards that come with the platform
 * @param metrics of a page on metrics, taken as it is
 */
@Validated
@ConfigurationProperties("foresight.scorer.links")
record Links(
    @Schema(example = "https://foresight.example.org")
        @NotNull @Pattern(regexp = Links.WEB, message = Links.RULE) String trainer,
    @Schema(example = "https://foresight.example.org")
        @NotNull @Pattern(regexp = Links.WEB, message = Links.RULE) String sampler,
    @Schema(example = "https://grafana.example.org")
        @NotNull @Pattern(regexp = Links.WEB, message = Links.RULE) String dashboards,
    @Schema(example = "https://prometheus.example.org")
        @NotNull @Pattern(regexp = Links.WEB, message = Links.RULE) String metrics) {
  // A page that follows a javascript: address runs it.
  static final String WEB = "(https?://[^\\s/?#]+[^\\s]*)?";
  static final String RULE = "must be an http or https address, or empty";
}
