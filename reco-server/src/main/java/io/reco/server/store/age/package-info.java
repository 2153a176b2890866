/** When something is old enough to be removed. */
@NullMarked
package io.reco.server.store.age;

import org.jspecify.annotations.NullMarked;
