/** What becomes of lines on their way into the log: few of a kind, and each of them one line, whoever chose its words. */
@NullMarked
package io.reco.server.log;

import org.jspecify.annotations.NullMarked;
