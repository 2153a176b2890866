/** Tests of what is old. */
@NullMarked
package io.reco.server.store.age;

import org.jspecify.annotations.NullMarked;
