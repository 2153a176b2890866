/** One reader's data: what is kept of them, what they stated, and what became of merging and erasing. */
@NullMarked
package io.reco.client.reader;

import org.jspecify.annotations.NullMarked;
