/** For operators: how a server is, and copies of its store. */
@NullMarked
package io.reco.client.operations;

import org.jspecify.annotations.NullMarked;
