/** What was learned: in memory, primitive arrays over dense ordinals, single-writer or immutable, no I/O. */
@NullMarked
package io.reco.server.model;

import org.jspecify.annotations.NullMarked;
