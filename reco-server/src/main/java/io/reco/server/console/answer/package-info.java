/** What is sent to browsers: pages, tables as CSV, files, and the headers of each. */
@NullMarked
package io.reco.server.console.answer;

import org.jspecify.annotations.NullMarked;
