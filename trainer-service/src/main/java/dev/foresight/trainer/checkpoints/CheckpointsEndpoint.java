package dev.foresight.trainer.checkpoints;

import dev.foresight.trainer.checkpoints.Registration.Registered;
import dev.foresight.trainer.experiments.UnknownException;
import dev.foresight.trainer.views.Views;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Checkpoints over HTTP. */
@RestController
@RequestMapping(CheckpointResource.PATH)
class CheckpointsEndpoint {
  private final Registration registration;
  private final Views views;

  CheckpointsEndpoint(Registration registration, Views views) {
    this.registration = registration;
    this.views = views;
  }

  /** Registers a checkpoint that was trained elsewhere: 201 if it is new, 200 if it is known. */
  @PostMapping
  ResponseEntity<CheckpointResource> register(@RequestBody CheckpointRequest request)
      throws IOException, InterruptedException {
    Registered registered = registration.register(request);
    return ResponseEntity.status(registered.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create(CheckpointResource.path(registered.checkpoint().getCheckpointId())))
        .body(CheckpointResource.of(registered.checkpoint()));
  }

  /** All checkpoints, those of an experiment together, by tokens seen. */
  @GetMapping
  List<CheckpointResource> all() {
    return views.checkpoints().stream()
        .map(CheckpointResource::of)
        .sorted(
            Comparator.comparing((CheckpointResource c) -> String.valueOf(c.experiment()))
                .thenComparingLong(CheckpointResource::tokensSeen)
                .thenComparing(CheckpointResource::id))
        .toList();
  }

  /** One checkpoint. */
  @GetMapping("/{id}")
  CheckpointResource one(@PathVariable String id) {
    return views
        .checkpoint(id)
        .map(CheckpointResource::of)
        .orElseThrow(() -> new UnknownException("checkpoint", id));
  }
}
