package dev.foresight.sampler.control;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Command;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** What others say that changes an evaluation. */
@Component
@InRole(Role.CONTROL)
class Events {
  private static final ProtobufSerde<CheckpointPublished> CHECKPOINT =
      ProtobufSerde.of(CheckpointPublished.getDefaultInstance());
  private static final ProtobufSerde<Command> COMMAND =
      ProtobufSerde.of(Command.getDefaultInstance());
  private static final ProtobufSerde<DeadLetter> DEAD_LETTER =
      ProtobufSerde.of(DeadLetter.getDefaultInstance());
  private static final ProtobufSerde<SamplingTask> TASK =
      ProtobufSerde.of(SamplingTask.getDefaultInstance());

  private final Ledger ledger;
  private final Admission admission;

  Events(Ledger ledger, Admission admission) {
    this.ledger = ledger;
    this.admission = admission;
  }

  /** A checkpoint that brings a plan is evaluated, or its evaluation has failed at once. */
  @KafkaListener(topics = "checkpoints")
  void published(byte[] record) throws InterruptedException {
    var checkpoint = CHECKPOINT.parse(record);
    if (checkpoint.hasEvaluation()) {
      ledger.enter(admission.admitOrFail(checkpoint, checkpoint.getEvaluation()));
    }
  }

  @KafkaListener(topics = "commands")
  void commanded(byte[] record) throws InterruptedException {
    var command = COMMAND.parse(record);
    if (command.getCancel().hasEvaluationId()) {
      ledger.cancel(command.getCancel().getEvaluationId(), command.getIssuedAtMillis());
    }
  }

  /** A task that was given up is an evaluation that can not be completed. */
  @KafkaListener(topics = "dead-letters")
  void buried(byte[] record) throws InterruptedException {
    var letter = DEAD_LETTER.parse(record);
    if (letter.getTopic().equals(Topics.SAMPLING_TASKS.topic())) {
      var task = TASK.parse(letter.getValue().toByteArray());
      ledger.fail(task.getEvaluationId(), letter.getReason(), letter.getWrittenAtMillis());
    }
  }
}
