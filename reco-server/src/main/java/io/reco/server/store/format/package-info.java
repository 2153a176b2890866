/** What stores keep as bytes, and back: of readers, facts, articles and counts. */
@NullMarked
package io.reco.server.store.format;

import org.jspecify.annotations.NullMarked;
