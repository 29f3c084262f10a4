package dev.foresight.scorer.results;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of an experiment as CSV (RFC 4180): a line for each cell, policy and k. */
record ResultsCsv(ExperimentResults results) {
  private static final String HEADER =
      "experiment,evaluation,checkpoint,run,predict_tokens,token_budget,tokens_seen,seed,"
          + "temperature,policy,k,pass_at_k,lower,upper,problems,problems_complete,problems_total,"
          + "samples_counted,samples_wanted,conflicts,complete,name,schedule,intermediate";

  String text() {
    return Stream.concat(Stream.of(HEADER), results.cells().stream().flatMap(this::lines))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private Stream<String> lines(CellResult cell) {
    return cell.estimates().stream().map(estimate -> line(cell, estimate));
  }

  private String line(CellResult cell, EstimateResult estimate) {
    return Stream.of(
            results.id(),
            Objects.toString(cell.evaluationId(), ""),
            Objects.toString(cell.checkpointId(), ""),
            Objects.toString(cell.jobId(), ""),
            cell.predictTokens(),
            cell.tokenBudget(),
            cell.tokensSeen(),
            cell.seed(),
            cell.temperature(),
            estimate.policy(),
            estimate.k(),
            estimate.value(),
            estimate.lower(),
            estimate.upper(),
            estimate.problems(),
            cell.problemsComplete(),
            cell.problemsTotal(),
            cell.samplesCounted(),
            cell.samplesWanted(),
            cell.conflicts(),
            cell.complete(),
            Objects.toString(cell.name(), ""),
            Objects.toString(cell.schedule(), ""),
            cell.intermediate())
        .map(ResultsCsv::field)
        .collect(Collectors.joining(","));
  }

  private static String field(Object value) {
    var text = value.toString();
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
