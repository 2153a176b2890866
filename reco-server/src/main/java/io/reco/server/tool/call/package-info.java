/** What all commands that ask a server have in common. */
@NullMarked
package io.reco.server.tool.call;

import org.jspecify.annotations.NullMarked;
