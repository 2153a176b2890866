/** Backups as they come in, and as they stand on a disk. */
@NullMarked
package io.reco.client.internal.backup;

import org.jspecify.annotations.NullMarked;
