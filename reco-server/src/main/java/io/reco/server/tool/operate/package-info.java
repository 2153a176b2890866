/** Commands for whoever runs a server: watching events, backups, completion in a shell. */
@NullMarked
package io.reco.server.tool.operate;

import org.jspecify.annotations.NullMarked;
