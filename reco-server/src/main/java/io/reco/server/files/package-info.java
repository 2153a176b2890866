/** Files and directories that are not everybody's. */
@NullMarked
package io.reco.server.files;

import org.jspecify.annotations.NullMarked;
