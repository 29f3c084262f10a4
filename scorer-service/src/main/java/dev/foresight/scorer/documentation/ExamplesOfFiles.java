package dev.foresight.scorer.documentation;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.List;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** What is not one JSON object cannot take its example from the fields: here is one of each. */
@Component
class ExamplesOfFiles implements OpenApiCustomizer {

  /** What answers look like at the paths that end so. */
  private record Example(String pathEnd, String mediaType, String text) {}

  private static final List<Example> EXAMPLES =
      List.of(
          new Example(
              "/results.csv",
              "text/csv",
              """
              experiment,evaluation,checkpoint,run,predict_tokens,token_budget,tokens_seen,seed,temperature,policy,k,pass_at_k,...
              9f2c,41d0,77ab,c3d4,2,5000000,5000000,1,0.6,flexible-1,10,0.43,..."""),
          new Example(
              "/pass-at-k.csv",
              "text/csv",
              """
              evaluation,temperature,policy,measure,k,value,lower,upper,lower_95,upper_95,sampling_error,samples,problems,complete
              41d0,0.6,flexible-1,pass@k,10,0.43,0.38,0.48,0.37,0.49,0.01,200,1319,true"""),
          new Example(
              "/tallies.csv",
              "text/csv",
              """
              evaluation,temperature,problem,n,policy,correct
              41d0,0.6,3,200,flexible-1,57"""),
          new Example(
              "/samples.csv",
              "text/csv",
              """
              evaluation,problem,temperature,index,finish_reason,tokens,model_log_probability,sampled_log_probability,question,\
              reference,text,flexible-1 answer,flexible-1 correct
              41d0,3,0.6,17,stop,42,-12.3,-9.1,How many eggs ...?,18, 9 * 2 = 18. The answer is 18.,18,true"""),
          new Example(
              "/samples.jsonl",
              "application/jsonl",
              """
              {"evaluation":"41d0","question":"How many eggs ...?","reference":"18","problem":3,"temperature":"0.6","index":17,\
              "text":" 9 * 2 = 18. The answer is 18.","finishReason":"stop","tokens":42,"modelLogProbability":-12.3,\
              "sampledLogProbability":-9.1,"verdicts":[{"policy":"flexible-1","answer":"18","correct":true}]}"""),
          new Example(
              "/stream",
              "text/event-stream",
              """
              event:results
              data:{"id":"9f2c","name":"laptop","complete":false,"cells":[]}
              """),
          new Example("/figure.svg", "image/svg+xml", "<svg xmlns=\"...\">...</svg>"),
          new Example("/figure.png", "image/png", "(bytes of the image)"));

  @Override
  public void customise(OpenAPI api) {
    EXAMPLES.forEach(
        example ->
            api.getPaths().entrySet().stream()
                .filter(path -> path.getKey().endsWith(example.pathEnd))
                .forEach(path -> put(path.getValue(), example)));
  }

  private static void put(PathItem path, Example example) {
    var content = new MediaType().schema(new StringSchema()).example(example.text);
    var good = Objects.requireNonNull(path.getGet().getResponses().get("200"), example.pathEnd);
    good.setContent(new Content().addMediaType(example.mediaType, content));
  }
}
