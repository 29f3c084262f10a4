package dev.foresight.scorer.links;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@EnableConfigurationProperties(Links.class)
@Tag(name = "links", description = "Where there is more than the scorer knows")
class LinksController {
  private final Links links;

  LinksController(Links links) {
    this.links = links;
  }

  @GetMapping("/api/v1/results/links")
  @Operation(summary = "Addresses of the other services and of metrics, as far as configured")
  Links links() {
    return links;
  }
}
