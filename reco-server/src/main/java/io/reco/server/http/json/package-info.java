/** What JSON says and how it names things, beside the messages of the contract. */
@NullMarked
package io.reco.server.http.json;

import org.jspecify.annotations.NullMarked;
