/** Files that say who may call, read anew when they change. */
@NullMarked
package io.reco.server.access.file;

import org.jspecify.annotations.NullMarked;
