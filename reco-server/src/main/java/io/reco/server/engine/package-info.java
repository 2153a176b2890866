/** One catalogue's whole service without ports: what the server, the evaluation and the tests open. */
@NullMarked
package io.reco.server.engine;

import org.jspecify.annotations.NullMarked;
