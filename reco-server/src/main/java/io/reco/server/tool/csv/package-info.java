/** The CSV files that operators import. */
@NullMarked
package io.reco.server.tool.csv;

import org.jspecify.annotations.NullMarked;
