/** What was learned: in memory, primitive arrays over dense ordinals, behind one door, no I/O. */
@NullMarked
package io.reco.server.model;

import org.jspecify.annotations.NullMarked;
