/** Articles and events in CSV files, as values; one reader for {@code import} and {@code evaluate}. */
@NullMarked
package io.reco.server.csv;

import org.jspecify.annotations.NullMarked;
