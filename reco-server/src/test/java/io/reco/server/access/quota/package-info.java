/** Tests of quotas. */
@NullMarked
package io.reco.server.access.quota;

import org.jspecify.annotations.NullMarked;
