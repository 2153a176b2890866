/** The way to the servers: channels, credentials, how calls are spread and repeated. */
@NullMarked
package io.reco.client.internal.channel;

import org.jspecify.annotations.NullMarked;
