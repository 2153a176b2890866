/** What many engage with now. */
@NullMarked
package io.reco.server.model.trends;

import org.jspecify.annotations.NullMarked;
