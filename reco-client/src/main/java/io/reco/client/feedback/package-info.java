/** What readers did, how it is reported, and what became of it. */
@NullMarked
package io.reco.client.feedback;

import org.jspecify.annotations.NullMarked;
