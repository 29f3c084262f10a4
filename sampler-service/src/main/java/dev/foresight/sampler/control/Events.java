package dev.foresight.sampler.control;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Command;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  private final Tracing tracing;

  Events(Ledger ledger, Admission admission, Tracing tracing) {
    this.ledger = ledger;
    this.admission = admission;
    this.tracing = tracing;
  }

  /** A checkpoint that brings a plan is evaluated, or its evaluation has failed at once. */
  @KafkaListener(topics = "checkpoints")
  void published(ConsumerRecord<String, byte[]> entry) throws InterruptedException {
    var checkpoint = CHECKPOINT.parse(entry.value());
    if (checkpoint.hasEvaluation()) {
      tracing.process(
          Topics.CHECKPOINTS,
          entry.headers(),
          checkpoint,
          () -> ledger.enter(admission.admitOrFail(checkpoint, checkpoint.getEvaluation())));
    }
  }

  @KafkaListener(topics = "commands")
  void commanded(ConsumerRecord<String, byte[]> entry) throws InterruptedException {
    var command = COMMAND.parse(entry.value());
    var cancel = command.getCancel();
    if (cancel.hasEvaluationId()) {
      tracing.process(
          Topics.COMMANDS,
          entry.headers(),
          cancel,
          () -> ledger.cancel(cancel.getEvaluationId(), command.getIssuedAtMillis()));
    }
  }

  /** A task that was given up is an evaluation that can not be completed. */
  @KafkaListener(topics = "dead-letters")
  void buried(ConsumerRecord<String, byte[]> entry) throws InterruptedException {
    var letter = DEAD_LETTER.parse(entry.value());
    if (letter.getTopic().equals(Topics.SAMPLING_TASKS.topic())) {
      var task = TASK.parse(letter.getValue().toByteArray());
      tracing.process(
          Topics.DEAD_LETTERS,
          entry.headers(),
          task,
          () ->
              ledger.fail(task.getEvaluationId(), letter.getReason(), letter.getWrittenAtMillis()));
    }
  }
}
