/** Alert rules and scrape configuration, tried by Prometheus' own tool. */
@NullMarked
package dev.foresight.helm.alerts;

import org.jspecify.annotations.NullMarked;
