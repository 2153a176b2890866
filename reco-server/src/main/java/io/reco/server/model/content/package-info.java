/** What articles are about. */
@NullMarked
package io.reco.server.model.content;

import org.jspecify.annotations.NullMarked;
