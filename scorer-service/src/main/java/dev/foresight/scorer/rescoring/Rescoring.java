package dev.foresight.scorer.rescoring;

import com.google.protobuf.Message;
import dev.foresight.proto.Command;
import dev.foresight.proto.Rescore;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.scorer.pipeline.Views;
import dev.foresight.scorer.results.UnknownIdException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Takes rescores down in the topic commands, where every replica reads them. */
@Component
class Rescoring {
  private final Views views;
  private final KafkaTemplate<String, Message> kafka;

  Rescoring(Views views, KafkaTemplate<String, Message> kafka) {
    this.views = views;
    this.kafka = kafka;
  }

  /**
   * Returns when the broker has the command.
   *
   * @throws UnknownIdException if there is no evaluation of that id
   * @throws KafkaException if the broker does not take it
   */
  Rescored ask(String id, List<String> policies) throws InterruptedException {
    if (views.evaluation(id).isEmpty()) {
      throw new UnknownIdException("evaluation", id);
    }
    var command =
        Command.newBuilder()
            .setRescore(Rescore.newBuilder().setEvaluationId(id).addAllPolicies(policies))
            .setIssuedAtMillis(Clock.systemUTC().millis())
            .build();
    String key = Views.rescoreKey(id);
    var entry = new ProducerRecord<String, Message>(Topics.COMMANDS.topic(), key, command);
    Tracing.inject(entry.headers());
    try {
      kafka.send(entry).get();
    } catch (ExecutionException e) {
      throw new KafkaException("not written to " + Topics.COMMANDS.topic(), e.getCause());
    }
    return new Rescored(id, policies);
  }
}
