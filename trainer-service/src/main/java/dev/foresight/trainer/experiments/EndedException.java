package dev.foresight.trainer.experiments;

/** A job that ended cannot be cancelled. */
final class EndedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EndedException(JobView job) {
    super("The training job " + job.job().id() + " has ended: " + job.label() + ".");
  }
}
