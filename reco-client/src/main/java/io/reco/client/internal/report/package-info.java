/** Events that wait to be sent. */
@NullMarked
package io.reco.client.internal.report;

import org.jspecify.annotations.NullMarked;
