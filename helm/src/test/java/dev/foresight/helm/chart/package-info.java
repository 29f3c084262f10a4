/** The chart as Helm renders it, against what Kubernetes and the services know. */
@NullMarked
package dev.foresight.helm.chart;

import org.jspecify.annotations.NullMarked;
