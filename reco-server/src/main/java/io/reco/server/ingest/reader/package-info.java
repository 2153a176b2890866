/** One reader's data, looked at and changed as a whole. */
@NullMarked
package io.reco.server.ingest.reader;

import org.jspecify.annotations.NullMarked;
