package dev.foresight.scorer.results;

import java.util.Objects;
import java.util.stream.Stream;

/** The results of an experiment as CSV: a line for each cell, policy and k. */
record ResultsCsv(ExperimentResults results) {
  private static final String HEADER =
      "experiment,evaluation,checkpoint,run,predict_tokens,token_budget,tokens_seen,seed,"
          + "temperature,policy,k,pass_at_k,lower,upper,problems,problems_complete,problems_total,"
          + "samples_counted,samples_wanted,conflicts,complete,name,schedule,intermediate,"
          + "lower_95,upper_95,sampling_error,tokens_per_forward";

  String text() {
    return Csv.text(HEADER, results.cells().stream().flatMap(this::lines));
  }

  private Stream<String> lines(CellResult cell) {
    return cell.estimates().stream().map(estimate -> line(cell, estimate));
  }

  private String line(CellResult cell, EstimateResult estimate) {
    var speculation = cell.speculation();
    return Csv.line(
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
        cell.intermediate(),
        estimate.lower95(),
        estimate.upper95(),
        estimate.samplingError(),
        speculation == null ? "" : speculation.tokensPerForward());
  }
}
