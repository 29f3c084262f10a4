package dev.foresight.helm.dashboards;

import static dev.foresight.helm.dashboards.Dashboard.any;
import static dev.foresight.helm.dashboards.Dashboard.one;
import static dev.foresight.helm.dashboards.Dashboard.several;
import static dev.foresight.helm.dashboards.Panel.lines;
import static dev.foresight.helm.dashboards.Panel.numbers;
import static dev.foresight.helm.dashboards.Panel.query;

import java.util.List;
import java.util.Map;

/** The dashboards of Foresight. */
final class Dashboards {
  private static final String RUN = "n={{predict_tokens}} {{run}}";
  private static final String OF = "{experiment=~\"$experiment\",run=~\"$run\"}";

  private Dashboards() {}

  static List<Dashboard> all() {
    return List.of(figure(), training(), sampling(), scoring());
  }

  private static Dashboard figure() {
    return new Dashboard(
        "figure-s13",
        "Foresight: Figure S13",
        List.of(
            one("experiment", "Experiment", "label_values(foresight_pass_at_k, experiment)"),
            several(
                "tokens_seen",
                "Tokens trained on",
                "label_values(foresight_pass_at_k{experiment=\"$experiment\"}, tokens_seen)")),
        List.of(
            Panel.rowForEach("tokens_seen", "$tokens_seen tokens"),
            Panel.figure(1),
            Panel.figure(10),
            Panel.figure(100),
            Panel.row("Cells"),
            Panel.cells()));
  }

  private static Dashboard training() {
    return new Dashboard(
        "training",
        "Foresight: training",
        runs("foresight_training_tokens_total"),
        List.of(
            numbers(
                "Speed of all trainers",
                "Tokens trained on each second, over the latest steps of all runs.",
                "none",
                query("sum(foresight_training_tokens_per_second)", "tokens/s")),
            numbers(
                "Runs in training",
                "",
                "none",
                query("count(foresight_training_tokens_per_second) or vector(0)", "runs")),
            numbers(
                "Runs that ended",
                "Since the trainers started.",
                "none",
                query("sum by (outcome) (foresight_training_runs_ended_total)", "{{outcome}}")),
            numbers(
                "Not finite, not saved",
                "Runs that ended at a loss that is no number; states that could not be saved.",
                "none",
                query("sum(foresight_training_diverged_total)", "not finite"),
                query("sum(foresight_training_save_failures_total) or vector(0)", "not saved")),
            lines(
                "Loss of the first head",
                "Mean cross-entropy of the next token in nats.",
                "none",
                query("foresight_training_loss{head=\"1\"," + OF.substring(1), RUN + " {{split}}")),
            lines(
                "Loss of the other heads",
                "Head i predicts the token i ahead.",
                "none",
                query(
                    "foresight_training_loss{head!=\"1\"," + OF.substring(1),
                    RUN + " head {{head}} {{split}}")),
            lines(
                "Tokens trained on each second",
                "",
                "none",
                query("foresight_training_tokens_per_second" + OF, RUN)),
            lines(
                "Share of the device's rate",
                "Counted operations over the matrix products that the device was measured to do.",
                "percentunit",
                query("foresight_training_flop_utilization_ratio" + OF, RUN)),
            lines("Learning rate", "", "none", query("foresight_training_learning_rate" + OF, RUN)),
            lines(
                "Norm of the gradient",
                "Before clipping.",
                "none",
                query("foresight_training_gradient_norm" + OF, RUN)),
            lines(
                "Time since the latest step",
                "An alert says so after a quarter of an hour.",
                "s",
                query("time() - foresight_training_last_step_timestamp_seconds" + OF, RUN)),
            lines(
                "Time of a step, of a write",
                "",
                "s",
                query(ratio("foresight_training_step_seconds"), "step, n={{predict_tokens}}"),
                query(
                    ratio("foresight_training_checkpoint_write_seconds"),
                    "write, n={{predict_tokens}}")),
            lines(
                "Memory of trainers",
                "What is in RAM of each process.",
                "bytes",
                query("foresight_resident_memory_bytes", "{{instance}}"))));
  }

  private static Dashboard sampling() {
    return new Dashboard(
        "sampling",
        "Foresight: sampling",
        List.of(),
        List.of(
            numbers(
                "Samples missing",
                "That active evaluations want.",
                "none",
                query("max(foresight_sampling_missing_samples)", "samples")),
            numbers(
                "Active evaluations",
                "",
                "none",
                query("max(foresight_evaluations_active)", "evaluations")),
            numbers(
                "Backlog",
                "Tasks handed out and not done; workers are scaled by it.",
                "none",
                query("max(foresight_sampling_backlog)", "tasks")),
            numbers(
                "Tasks at once",
                "What all workers can do.",
                "none",
                query("max(foresight_sampling_workers)", "tasks")),
            lines(
                "Tokens drawn each second",
                "",
                "none",
                query("sum by (instance) (foresight_sampling_tokens_per_second)", "{{instance}}")),
            lines(
                "Samples published each second",
                "",
                "none",
                query(
                    "sum by (predict_tokens) (rate(foresight_sampled_samples_total[1m]))",
                    "n={{predict_tokens}}")),
            lines(
                "Backlog and missing samples",
                "",
                "none",
                query("max(foresight_sampling_backlog)", "tasks"),
                query("max(foresight_sampling_missing_samples)", "samples")),
            lines(
                "Where the lanes' time goes",
                "Seconds each second, summed over lanes.",
                "none",
                query(
                    "sum by (part) (rate(foresight_sampling_lane_seconds_total[1m]))", "{{part}}")),
            lines(
                "Rows of a step",
                "Occupancy is rows over the most that there might have been.",
                "percentunit",
                query(
                    "sum by (instance) (rate(foresight_sampling_rows_total[1m]))"
                        + " / sum by (instance) (rate(foresight_sampling_row_limit_total[1m]))",
                    "occupancy {{instance}}"),
                query(
                    "sum by (instance) (rate(foresight_sampling_rows_total[1m]))"
                        + " / sum by (instance) (rate(foresight_sampling_group_rows_total[1m]))",
                    "of the groups computed {{instance}}")),
            lines(
                "Drafts confirmed by head 1",
                "For each forward pass with drafts; nothing where speculation does not pay.",
                "none",
                query(
                    "sum by (predict_tokens, head) (increase(foresight_sampling_drafts_accepted_total[5m]))"
                        + " / on (predict_tokens) group_left ()"
                        + " sum by (predict_tokens) (increase(foresight_sampling_draft_forwards_total[5m]))",
                    "n={{predict_tokens}} head {{head}}")),
            lines(
                "Memory of workers",
                "",
                "bytes",
                query(
                    "sum by (instance) (foresight_sampling_cache_bytes)",
                    "keys and values {{instance}}"),
                query(
                    "sum by (instance) (foresight_sampling_cache_capacity_bytes)",
                    "their limit {{instance}}"),
                query(
                    "sum by (instance) (foresight_sampling_shared_prompt_bytes)",
                    "shared prompts {{instance}}"),
                query(
                    "sum by (instance) (foresight_sampling_model_bytes)", "weights {{instance}}")),
            lines(
                "Shared prompts read before",
                "The share of tasks that found them.",
                "percentunit",
                query(
                    "sum(increase(foresight_sampling_shared_prompts_total{read=\"before\"}[5m]))"
                        + " / sum(increase(foresight_sampling_shared_prompts_total[5m]))",
                    "found"))));
  }

  private static Dashboard scoring() {
    return new Dashboard(
        "scoring",
        "Foresight: scoring and stream health",
        List.of(),
        List.of(
            numbers(
                "Cells complete",
                "",
                "percentunit",
                query("sum(foresight_samples_counted) / sum(foresight_samples_wanted)", "samples")),
            numbers(
                "Conflicts",
                "Samples that came back different: anything above 0 wants a look.",
                "none",
                query("max(foresight_sampling_conflicts)", "samples")),
            numbers(
                "Dead letters",
                "Ever written.",
                "none",
                query("max(foresight_dead_letters_total)", "letters")),
            numbers(
                "Services up",
                "",
                "none",
                query("sum by (job) (up{job=~\"foresight-.*\"})", "{{job}}")),
            lines(
                "Samples by what became of them",
                "Received is graded, duplicate, conflicting and rejected together.",
                "none",
                query("sum by (outcome) (rate(foresight_samples_total[1m]))", "{{outcome}}"),
                query("sum(rate(foresight_samples_received_total[1m]))", "received")),
            lines(
                "Records that the scorer has still to read",
                "Of the topic samples.",
                "none",
                query("max by (reader) (foresight_samples_lag_records)", "{{reader}}")),
            lines(
                "Samples awaited",
                "By model, over its temperatures; flat for long is a cell that is stuck.",
                "none",
                query(
                    "sum by (predict_tokens, tokens_seen) (foresight_samples_awaited)",
                    "n={{predict_tokens}} {{tokens_seen}}")),
            lines(
                "Threads of the stream",
                "",
                "none",
                query(
                    "sum by (instance) (kafka_stream_alive_stream_threads{job=\"foresight-scorer\"})",
                    "alive {{instance}}"),
                query(
                    "sum by (instance) (kafka_stream_failed_stream_threads_total{job=\"foresight-scorer\"})",
                    "failed {{instance}}")),
            lines(
                "Requests each second",
                "",
                "none",
                query(
                    "sum by (job, uri) (rate(http_server_requests_seconds_count{job=~\"foresight-.*\"}[1m]))",
                    "{{job}} {{uri}}")),
            lines(
                "Heap",
                "",
                "bytes",
                query(
                    "sum by (job, instance) (jvm_memory_used_bytes{area=\"heap\",job=~\"foresight-.*\"})",
                    "{{job}} {{instance}}"))));
  }

  private static List<Map<String, Object>> runs(String metric) {
    return List.of(
        any("experiment", "Experiment", "label_values(" + metric + ", experiment)"),
        any("run", "Run", "label_values(" + metric + "{experiment=~\"$experiment\"}, run)"));
  }

  private static String ratio(String summary) {
    return "sum by (predict_tokens) (rate("
        + summary
        + "_sum[1m]))"
        + " / sum by (predict_tokens) (rate("
        + summary
        + "_count[1m]))";
  }
}
