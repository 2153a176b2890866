/** One reader: what they did, what they would get, what they got. */
@NullMarked
package io.reco.server.console.screen.reader;

import org.jspecify.annotations.NullMarked;
