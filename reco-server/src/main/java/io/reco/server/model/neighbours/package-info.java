/** What readers of an article also engage with: live rows, and rows learned in the background. */
@NullMarked
package io.reco.server.model.neighbours;

import org.jspecify.annotations.NullMarked;
