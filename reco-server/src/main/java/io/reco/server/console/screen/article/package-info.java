/** The catalogue: a list of articles, what is wrong with some, and one article. */
@NullMarked
package io.reco.server.console.screen.article;

import org.jspecify.annotations.NullMarked;
