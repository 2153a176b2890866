/** Amounts over time, as lines beside the table of what they show. */
@NullMarked
package io.reco.server.console.chart;

import org.jspecify.annotations.NullMarked;
