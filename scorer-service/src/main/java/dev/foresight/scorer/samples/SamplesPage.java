package dev.foresight.scorer.samples;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Some of the samples that a query selects, by problem, temperature and index.
 *
 * @param total selected in all
 * @param offset of these how many come before the first one here
 */
record SamplesPage(
    @Schema(example = "123") long total,
    @Schema(example = "0") int offset,
    @Schema(example = "50") int limit,
    List<SampleResult> samples) {}
