/** Commands about the catalogue. */
@NullMarked
package io.reco.server.tool.article;

import org.jspecify.annotations.NullMarked;
