/** What goes over the wire, and how it becomes the values that callers see. */
@NullMarked
package io.reco.client.internal.wire;

import org.jspecify.annotations.NullMarked;
