/** Tables as values, and how what stands in them is written. */
@NullMarked
package io.reco.server.console.table;

import org.jspecify.annotations.NullMarked;
