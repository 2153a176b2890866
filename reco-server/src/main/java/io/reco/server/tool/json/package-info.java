/** The client's values as JSON, named as the contract names them. */
@NullMarked
package io.reco.server.tool.json;

import org.jspecify.annotations.NullMarked;
