/** The catalogue, as far as it is durable. */
@NullMarked
package io.reco.server.store.article;

import org.jspecify.annotations.NullMarked;
