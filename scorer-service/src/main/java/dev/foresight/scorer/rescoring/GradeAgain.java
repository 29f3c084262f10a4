package dev.foresight.scorer.rescoring;

import com.google.protobuf.Message;
import dev.foresight.proto.Command;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.PolicyTally;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Rescore;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.scorer.pipeline.Views;
import dev.foresight.scorer.texts.Selection;
import dev.foresight.scorer.texts.TextStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Does what a rescore asks for: stored texts go through the stream once more, as duplicates of
 * themselves. A tally grades a duplicate under the policies that it has no verdict of, so doing it
 * twice, or half and then again after a crash, ends the same. The command is done when the broker
 * has every record.
 *
 * <p>Where the tallies know every policy already, one sample a cell is enough: its cell is
 * published anew. Samples that come later are graded under every policy as they come.
 */
@Component
class GradeAgain {
  private static final Logger log = LoggerFactory.getLogger(GradeAgain.class);
  private static final ProtobufSerde<Command> COMMAND =
      ProtobufSerde.of(Command.getDefaultInstance());
  private static final int AT_ONCE = 1000;

  private final Views views;
  private final TextStore texts;
  private final TextsOnTheWay onTheWay;
  private final KafkaTemplate<String, Message> kafka;
  private final Tracing tracing;

  GradeAgain(
      Views views,
      TextStore texts,
      TextsOnTheWay onTheWay,
      KafkaTemplate<String, Message> kafka,
      Tracing tracing) {
    this.views = views;
    this.texts = texts;
    this.onTheWay = onTheWay;
    this.kafka = kafka;
    this.tracing = tracing;
  }

  @KafkaListener(
      id = "rescoring",
      groupId = "${foresight.scorer.rescoring.group}",
      topics = "commands",
      properties = {"max.poll.records=1", "max.poll.interval.ms=3600000", "fetch.min.bytes=1"})
  void commanded(ConsumerRecord<byte[], byte[]> entry) throws Exception {
    try {
      var command = COMMAND.parse(entry.value());
      var rescore = command.getRescore();
      if (command.hasRescore()) {
        tracing.process(Topics.COMMANDS, entry.headers(), rescore, () -> rescore(rescore));
      }
    } catch (SerializationException e) {
      log.warn("A command is left out: {}", e.getMessage());
    }
  }

  private void rescore(Rescore rescore) throws IOException, InterruptedException {
    var id = rescore.getEvaluationId();
    var evaluation = views.evaluation(id);
    if (evaluation.isEmpty()) {
      log.warn("There is no evaluation {} to be scored again", id);
      return;
    }
    onTheWay.await();
    var sent = new Sent();
    if (views.cells(id).stream().allMatch(cell -> knows(cell, rescore.getPoliciesList()))) {
      sendOneOfEach(evaluation.get(), sent);
    } else {
      var batches = new StoredBatches(id, sent::send);
      texts.of(Selection.of(id, evaluation.get().getSpec())).read(batches);
      batches.end();
    }
    sent.await();
    log.info("Evaluation {} was scored again with {} records", id, sent.records);
  }

  private static boolean knows(PassAtK cell, List<String> policies) {
    return cell.getPoliciesList().stream()
        .map(PolicyTally::getPolicy)
        .collect(Collectors.toSet())
        .containsAll(policies);
  }

  private void sendOneOfEach(Evaluation evaluation, Sent sent) throws IOException {
    var id = evaluation.getEvaluationId();
    var all = Selection.of(id, evaluation.getSpec());
    for (var temperature : all.temperatures()) {
      var batches = new StoredBatches(id, sent::send);
      texts.of(all.at(temperature)).read(sample -> !batches.take(sample));
      batches.end();
    }
  }

  /** Records on their way to the broker. Mutable. */
  private final class Sent {
    private final List<CompletableFuture<?>> waiting = new ArrayList<>();
    private int records;

    private void send(SampleBatch batch) {
      var key = batch.getEvaluationId() + "/" + batch.getProblem();
      var entry = new ProducerRecord<String, Message>(Topics.SAMPLES.topic(), key, batch);
      entry.headers().add(Topics.STORED, new byte[0]);
      Tracing.inject(entry.headers());
      waiting.add(kafka.send(entry));
      records++;
      if (waiting.size() == AT_ONCE) {
        await();
      }
    }

    private void await() {
      waiting.forEach(CompletableFuture::join);
      waiting.clear();
    }
  }
}
