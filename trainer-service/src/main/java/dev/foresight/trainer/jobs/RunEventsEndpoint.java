package dev.foresight.trainer.jobs;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Runs as they go, over HTTP. */
@RestController
class RunEventsEndpoint {
  private final RunStreams streams;

  RunEventsEndpoint(RunStreams streams) {
    this.streams = streams;
  }

  /** The state of a job's run now and at every change, until it ends: events named {@code run}. */
  @GetMapping(
      path = "/api/v1/training-jobs/{id}/events",
      produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter events(@PathVariable String id) {
    return streams
        .follow(id)
        .orElseThrow(
            () ->
                new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "There is no training job with the id " + id + "."));
  }
}
