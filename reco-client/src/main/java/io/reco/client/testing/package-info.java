/**
 * A fake Reco server for the tests of programs that use {@link io.reco.client.RecommendClient}: it runs in the same
 * process, keeps pages and events like the real one in small, and fails, stalls or answers as the test says.
 */
@NullMarked
package io.reco.client.testing;

import org.jspecify.annotations.NullMarked;
