/** What is expected of what callers give. */
@NullMarked
package io.reco.client.internal.argument;

import org.jspecify.annotations.NullMarked;
