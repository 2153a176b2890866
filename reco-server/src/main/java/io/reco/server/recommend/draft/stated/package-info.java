/** What readers state and requests ask for, compiled once a page against the names that the catalogue knows. */
@NullMarked
package io.reco.server.recommend.draft.stated;

import org.jspecify.annotations.NullMarked;
